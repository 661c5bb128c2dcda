package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.stream.ProductLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The functions of cuBLASLt 12 or 13 that products need. */
public record CublasLt(
        String version,
        MethodHandle create,
        MethodHandle destroy,
        MethodHandle createProduct,
        MethodHandle setProduct,
        MethodHandle destroyProduct,
        MethodHandle createLayout,
        MethodHandle destroyLayout,
        MethodHandle createPreference,
        MethodHandle setPreference,
        MethodHandle destroyPreference,
        MethodHandle findAlgorithm,
        MethodHandle multiply)
        implements ProductLibrary {

    static final String ID = "cublaslt";

    private static final int MAJOR = 10_000;
    private static final int MINOR = 100;
    private static final int OLDEST = 12;
    private static final int OLD_MAJOR = 1000;
    private static final int OLDEST_LONG_VERSION = 100_000;

    static CublasLt of(SymbolLookup library) {
        return new CublasLt(
                version(library),
                Downcalls.status(library, "cublasLtCreate", ADDRESS),
                Downcalls.status(library, "cublasLtDestroy", ADDRESS),
                Downcalls.status(library, "cublasLtMatmulDescCreate", ADDRESS, JAVA_INT, JAVA_INT),
                Downcalls.status(library, "cublasLtMatmulDescSetAttribute", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG),
                Downcalls.status(library, "cublasLtMatmulDescDestroy", ADDRESS),
                Downcalls.status(
                        library, "cublasLtMatrixLayoutCreate", ADDRESS, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Downcalls.status(library, "cublasLtMatrixLayoutDestroy", ADDRESS),
                Downcalls.status(library, "cublasLtMatmulPreferenceCreate", ADDRESS),
                Downcalls.status(
                        library, "cublasLtMatmulPreferenceSetAttribute", ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG),
                Downcalls.status(library, "cublasLtMatmulPreferenceDestroy", ADDRESS),
                Downcalls.status(
                        library,
                        "cublasLtMatmulAlgoGetHeuristic",
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        JAVA_INT,
                        ADDRESS,
                        ADDRESS),
                Downcalls.status(
                        library,
                        "cublasLtMatmul",
                        ADDRESS,
                        ADDRESS,
                        ADDRESS,
                        JAVA_LONG,
                        ADDRESS,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS,
                        JAVA_LONG,
                        ADDRESS,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_LONG,
                        JAVA_LONG));
    }

    @SuppressWarnings("restricted")
    private static String version(SymbolLookup library) {
        MemorySegment function = library.find("cublasLtGetVersion")
                .orElseThrow(() -> new NoSuchElementException("the library has no function cublasLtGetVersion"));
        try {
            long number = (long) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(JAVA_LONG))
                    .invokeExact();
            // 130100 is 13.1; versions before 12.0.? were counted in thousands.
            int major = (int) (number / (number >= OLDEST_LONG_VERSION ? MAJOR : OLD_MAJOR));
            int minor = (int) (number % (number >= OLDEST_LONG_VERSION ? MAJOR : OLD_MAJOR) / MINOR);
            return named(major, minor);
        } catch (NoSuchElementException e) {
            throw e;
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** A version's name; throws {@link NoSuchElementException} if functions of it are other than those that are called. */
    static String named(int major, int minor) {
        String name = "cuBLASLt " + major + "." + minor;
        if (major < OLDEST) {
            throw new NoSuchElementException(name + " is too old, " + OLDEST + ".0 is the oldest that can be used");
        }
        return name;
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Optional<String> lack() {
        return Optional.empty();
    }

    /** It keeps no workspace; each product has its own. */
    @Override
    public CublasLtHandle open(long workspace, long workspaceBytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(ADDRESS);
            int status = (int) create.invokeExact(result);
            CublasLtFault.check(status, "cublasLtCreate");
            return new CublasLtHandle(this, result.get(ADDRESS, 0), workspaceBytes);
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
