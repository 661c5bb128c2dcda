package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.octavo.gpu.ffi.NativeFunction;
import dev.octavo.gpu.ffi.StepFunctions;
import java.lang.foreign.SymbolLookup;

/** libcuda's functions of a step, under the names that its header gives their present versions. */
final class DriverFunctions {

    private static final int PORTABLE = 1;
    private static final int WAIT_DEFAULT = 0;

    private DriverFunctions() {}

    /** @throws java.util.NoSuchElementException if the library lacks one */
    static StepFunctions of(SymbolLookup cuda) {
        return new StepFunctions(
                NativeFunction.of(cuda, "cuCtxSetCurrent", JAVA_LONG),
                NativeFunction.of(cuda, "cuMemHostAlloc", ADDRESS, JAVA_LONG, JAVA_INT)
                        .with(2, PORTABLE),
                NativeFunction.of(cuda, "cuMemFreeHost", ADDRESS),
                NativeFunction.of(cuda, "cuMemcpyHtoDAsync_v2", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
                NativeFunction.of(cuda, "cuMemcpyDtoHAsync_v2", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                NativeFunction.of(cuda, "cuMemcpyDtoDAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                NativeFunction.of(cuda, "cuMemsetD8Async", JAVA_LONG, JAVA_BYTE, JAVA_LONG, JAVA_LONG),
                NativeFunction.of(
                        cuda,
                        "cuLaunchKernel",
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
                NativeFunction.of(cuda, "cuGraphLaunch", JAVA_LONG, JAVA_LONG),
                NativeFunction.of(cuda, "cuEventRecord", JAVA_LONG, JAVA_LONG),
                NativeFunction.of(cuda, "cuEventQuery", JAVA_LONG),
                NativeFunction.of(cuda, "cuStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT)
                        .with(2, WAIT_DEFAULT),
                NativeFunction.of(cuda, "cuStreamSynchronize", JAVA_LONG));
    }
}
