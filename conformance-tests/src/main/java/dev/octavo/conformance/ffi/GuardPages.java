package dev.octavo.conformance.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.FileSystems;
import java.util.Optional;

/** Pages of the operating system that nobody may touch: reading one ends the process, and the case is reported as a crash. On Linux alone; elsewhere guard bytes have to do. */
@SuppressWarnings("restricted") // mapping and protecting pages is what this is for
public final class GuardPages {

    private static final int NO_ACCESS = 0;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;

    private final MethodHandle map;
    private final MethodHandle protect;
    private final MethodHandle unmap;
    private final long pageBytes;

    private GuardPages(Linker linker) throws Throwable {
        var address = ValueLayout.JAVA_LONG;
        var number = ValueLayout.JAVA_INT;
        map = handle(linker, "mmap", FunctionDescriptor.of(address, address, address, number, number, number, address));
        protect = handle(linker, "mprotect", FunctionDescriptor.of(number, address, address, number));
        unmap = handle(linker, "munmap", FunctionDescriptor.of(number, address, address));
        pageBytes = (int)
                handle(linker, "getpagesize", FunctionDescriptor.of(number)).invokeExact();
    }

    private static MethodHandle handle(Linker linker, String name, FunctionDescriptor descriptor) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }

    /** Guard pages, where the system has them and native access is allowed. */
    public static Optional<GuardPages> open() {
        boolean linux = FileSystems.getDefault().getSeparator().equals("/")
                && java.nio.file.Files.isDirectory(java.nio.file.Path.of("/proc/self"));
        if (!linux) {
            return Optional.empty();
        }
        try {
            return Optional.of(new GuardPages(Linker.nativeLinker()));
        } catch (Throwable e) {
            // Native access is denied, or this is another libc: guard bytes have to do.
            return Optional.empty();
        }
    }

    /** Some pages with a forbidden one behind them. */
    public Region region(long bytes) {
        long pages = Math.ceilDiv(Math.max(bytes, 1), pageBytes) * pageBytes;
        long start = call(() -> (long) map.invokeExact(0L, pages + pageBytes, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L));
        if (start == -1) {
            throw new IllegalStateException("the system gave no " + pages + " bytes for test data");
        }
        long denied = call(() -> (long) (int) protect.invokeExact(start + pages, pageBytes, NO_ACCESS));
        if (denied != 0) {
            throw new IllegalStateException("the system refused to protect a guard page");
        }
        return new Region(this, start, pages);
    }

    private interface Call {
        long run() throws Throwable;
    }

    private static long call(Call call) {
        try {
            return call.run();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Mapped pages.
     *
     * @param start address of the first
     * @param bytes up to the forbidden page
     */
    public record Region(GuardPages owner, long start, long bytes) implements AutoCloseable {

        /** The last bytes before the forbidden page. */
        public MemorySegment last(long count) {
            return MemorySegment.ofAddress(start + bytes - count).reinterpret(count);
        }

        @Override
        public void close() {
            call(() -> (long) (int) owner.unmap.invokeExact(start, bytes + owner.pageBytes));
        }
    }
}
