package dev.octavo.backend.rocm.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/** Functions of a step. Handles and device addresses are passed as longs. A record, because the JIT compiler trusts its fields. */
record HipFunctions(
        MethodHandle setDevice,
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

    static HipFunctions of(SymbolLookup hip) {
        return new HipFunctions(
                Downcalls.status(hip, "hipSetDevice", JAVA_INT),
                Downcalls.status(hip, "hipHostMalloc", ADDRESS, JAVA_LONG, JAVA_INT),
                Downcalls.status(hip, "hipHostFree", ADDRESS),
                Downcalls.status(hip, "hipMemcpyAsync", JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_LONG),
                Downcalls.status(hip, "hipMemcpyAsync", ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG),
                Downcalls.status(hip, "hipMemcpyAsync", JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG),
                Downcalls.status(hip, "hipMemsetAsync", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG),
                Downcalls.status(
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
                Downcalls.status(hip, "hipGraphLaunch", JAVA_LONG, JAVA_LONG),
                Downcalls.status(hip, "hipEventRecord", JAVA_LONG, JAVA_LONG),
                Downcalls.status(hip, "hipEventQuery", JAVA_LONG),
                Downcalls.status(hip, "hipStreamWaitEvent", JAVA_LONG, JAVA_LONG, JAVA_INT),
                Downcalls.status(hip, "hipStreamSynchronize", JAVA_LONG));
    }
}
