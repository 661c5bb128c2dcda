package dev.octavo.backend.cpu.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.backend.cpu.topology.CpuSet;
import dev.octavo.spi.InternalException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Which processors threads may run on: {@code sched_setaffinity} and {@code sched_getaffinity} of the C library. */
public final class ThreadAffinity {

    private static final long MASK_BYTES = (CpuSet.MAX_ID + 1) / 8;
    private static final FunctionDescriptor SIGNATURE = FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS);

    private final MethodHandle set;
    private final MethodHandle get;

    @SuppressWarnings("restricted") // The signatures are those of sched.h.
    private ThreadAffinity(MemorySegment set, MemorySegment get) {
        Linker linker = Linker.nativeLinker();
        this.set = linker.downcallHandle(set, SIGNATURE);
        this.get = linker.downcallHandle(get, SIGNATURE);
    }

    /**
     * What this system has; empty elsewhere than on Linux, or where native access is forbidden.
     *
     * @param operatingSystem the JVM's name of it
     */
    public static Optional<ThreadAffinity> of(String operatingSystem) {
        if (!operatingSystem.equals("Linux")) {
            return Optional.empty();
        }
        try {
            SymbolLookup library = Linker.nativeLinker().defaultLookup();
            Optional<MemorySegment> set = library.find("sched_setaffinity");
            Optional<MemorySegment> get = library.find("sched_getaffinity");
            return set.isPresent() && get.isPresent()
                    ? Optional.of(new ThreadAffinity(set.get(), get.get()))
                    : Optional.empty();
        } catch (RuntimeException | LinkageError e) {
            return Optional.empty();
        }
    }

    /** Binds the calling thread, and the threads that it will start. Returns whether the system allowed it. */
    public boolean bind(CpuSet cpus) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            for (int id : cpus.ids()) {
                mask.set(JAVA_BYTE, id / 8, (byte) (mask.get(JAVA_BYTE, id / 8) | 1 << id % 8));
            }
            return call(set, mask) == 0;
        }
    }

    /** Where the calling thread may run; empty if the system does not say. */
    public Optional<CpuSet> current() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mask = arena.allocate(MASK_BYTES, Long.BYTES);
            if (call(get, mask) != 0) {
                return Optional.empty();
            }
            List<Integer> ids = IntStream.rangeClosed(0, CpuSet.MAX_ID)
                    .filter(id -> (mask.get(JAVA_BYTE, id / 8) >> id % 8 & 1) != 0)
                    .boxed()
                    .toList();
            return Optional.of(new CpuSet(ids));
        }
    }

    private static int call(MethodHandle function, MemorySegment mask) {
        try {
            return (int) function.invokeExact(0, MASK_BYTES, mask);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new InternalException("a native function cannot throw a checked exception", e);
        }
    }
}
