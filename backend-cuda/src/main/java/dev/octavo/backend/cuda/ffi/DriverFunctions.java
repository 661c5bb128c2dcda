package dev.octavo.backend.cuda.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * Functions of libcuda under the names that its header gives their present versions. Handles and device addresses are passed as longs. A record, because the JIT compiler trusts
 * its fields.
 */
record DriverFunctions(
        MethodHandle setCurrent,
        MethodHandle allocateHost,
        MethodHandle freeHost,
        MethodHandle copyToDevice,
        MethodHandle copyToHost,
        MethodHandle copyOnDevice,
        MethodHandle fill,
        MethodHandle launch,
        MethodHandle launchGraph,
        MethodHandle record,
        MethodHandle query,
        MethodHandle waitFor,
        MethodHandle synchronize) {

    static DriverFunctions of(SymbolLookup cuda) {
        return new DriverFunctions(
                Downcalls.status(cuda, "cuCtxSetCurrent", JAVA_LONG),
                Downcalls.status(cuda, "cuMemHostAlloc", ADDRESS, JAVA_LONG, JAVA_INT),
                Downcalls.status(cuda, "cuMemFreeHost", ADDRESS),
                Downcalls.status(cuda, "cuMemcpyHtoDAsync_v2", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG),
                Downcalls.status(cuda, "cuMemcpyDtoHAsync_v2", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Downcalls.status(cuda, "cuMemcpyDtoDAsync_v2", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Downcalls.status(cuda, "cuMemsetD8Async", JAVA_LONG, JAVA_BYTE, JAVA_LONG, JAVA_LONG),
                Downcalls.status(
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
                Downcalls.status(cuda, "cuGraphLaunch", JAVA_LONG, JAVA_LONG),
                Downcalls.status(cuda, "cuEventRecord", JAVA_LONG, JAVA_LONG),
                Downcalls.status(cuda, "cuEventQuery", JAVA_LONG),
                Downcalls.status(cuda, "cuStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT),
                Downcalls.status(cuda, "cuStreamSynchronize", JAVA_LONG));
    }
}
