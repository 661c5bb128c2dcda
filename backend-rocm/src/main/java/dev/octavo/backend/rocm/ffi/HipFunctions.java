package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.NativeFunction;
import dev.octavo.gpu.ffi.StepFunctions;
import java.lang.foreign.SymbolLookup;

/** HIP's functions of a step. */
final class HipFunctions {

    /** For every device, visible to kernels, and coherent, so that no event has to flush a cache for the host. */
    private static final int PORTABLE_MAPPED_COHERENT = 0x4000_0003;

    /** The direction of a copy: the addresses say it, since buffers may be the host's on either side. */
    private static final int BY_ADDRESS = 4;

    private static final int WAIT_DEFAULT = 0;
    private static final String COPY = "hipMemcpyAsync";

    private HipFunctions() {}

    /** @throws java.util.NoSuchElementException if the library lacks one */
    static StepFunctions of(SymbolLookup hip) {
        return new StepFunctions(
                NativeFunction.of(hip, "hipSetDevice", JAVA_INT).taking(0, long.class),
                NativeFunction.of(hip, "hipHostMalloc", ADDRESS, JAVA_LONG, JAVA_INT)
                        .with(2, PORTABLE_MAPPED_COHERENT),
                NativeFunction.of(hip, "hipHostFree", ADDRESS),
                NativeFunction.of(hip, COPY, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG)
                        .with(3, BY_ADDRESS),
                NativeFunction.of(hip, COPY, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)
                        .with(3, BY_ADDRESS),
                NativeFunction.of(hip, COPY, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG)
                        .with(3, BY_ADDRESS),
                NativeFunction.of(hip, "hipMemsetAsync", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG)
                        .taking(1, byte.class),
                NativeFunction.of(
                        hip,
                        "hipModuleLaunchKernel",
                        JAVA_LONG,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_INT,
                        JAVA_LONG,
                        ADDRESS,
                        ADDRESS),
                NativeFunction.of(hip, "hipGraphLaunch", JAVA_LONG, JAVA_LONG),
                NativeFunction.of(hip, "hipEventRecord", JAVA_LONG, JAVA_LONG),
                NativeFunction.of(hip, "hipEventQuery", JAVA_LONG),
                NativeFunction.of(hip, "hipStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT)
                        .with(2, WAIT_DEFAULT),
                NativeFunction.of(hip, "hipStreamSynchronize", JAVA_LONG));
    }
}
