package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.Downcalls;
import dev.octavo.gpu.stream.ProductLibrary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** The functions of rocBLAS 2 to 5 that products need, which are alike in all of them. */
public record RocBlas(
        String version,
        MethodHandle create,
        MethodHandle destroy,
        MethodHandle setStream,
        MethodHandle setAtomics,
        MethodHandle setWorkspace,
        MethodHandle multiply)
        implements ProductLibrary {

    static final String ID = "rocblas";

    private static final int TEXT = 256;

    static RocBlas of(SymbolLookup library) {
        return new RocBlas(
                version(library),
                Downcalls.status(library, "rocblas_create_handle", ADDRESS),
                Downcalls.status(library, "rocblas_destroy_handle", JAVA_LONG),
                Downcalls.status(library, "rocblas_set_stream", JAVA_LONG, JAVA_LONG),
                Downcalls.status(library, "rocblas_set_atomics_mode", JAVA_LONG, JAVA_INT),
                Downcalls.status(library, "rocblas_set_workspace", JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Downcalls.status(
                        library,
                        "rocblas_gemm_ex",
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        ADDRESS,
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT));
    }

    /** The library writes more than numbers: {@code 4.2.4.60401-367eec16}. */
    private static String version(SymbolLookup library) {
        MethodHandle ask = Downcalls.status(library, "rocblas_get_version_string", ADDRESS, JAVA_LONG);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(TEXT);
            int status = (int) ask.invokeExact(text, text.byteSize());
            return "rocBLAS" + (status == 0 ? " " + shortened(text.getString(0)) : "");
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }

    /** The first three numbers. */
    static String shortened(String version) {
        String[] parts = version.split("[.-]", 4);
        return parts.length < 4 ? version : parts[0] + "." + parts[1] + "." + parts[2];
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Optional<String> lack() {
        return Optional.empty();
    }

    /** The workspace takes the place of what rocBLAS would allocate itself, until a product brings its own; it lives as long as the handle. */
    @Override
    public RocBlasHandle open(long workspace, long workspaceBytes) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment result = arena.allocate(JAVA_LONG);
            RocBlasFault.check((int) create.invokeExact(result), "rocblas_create_handle");
            RocBlasHandle handle = new RocBlasHandle(this, result.get(JAVA_LONG, 0), workspaceBytes);
            try {
                handle.prepare(workspace);
                return handle;
            } catch (RuntimeException e) {
                handle.close();
                throw e;
            }
        } catch (Throwable e) {
            throw Downcalls.unexpected(e);
        }
    }
}
