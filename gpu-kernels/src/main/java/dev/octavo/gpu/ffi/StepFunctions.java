package dev.octavo.gpu.ffi;

/**
 * The functions of a step. Handles and device addresses are longs, streams come last. A record, because the JIT compiler trusts its fields.
 *
 * @param bind makes a context, a long, the calling thread's
 * @param allocateHost of a pointer to the result and a long of bytes
 * @param freeHost of a pointer
 * @param copyToDevice of an address, a pointer, bytes, a stream
 * @param copyToHost of a pointer, an address, bytes, a stream
 * @param copyOnDevice of two addresses, bytes, a stream
 * @param fill of an address, a byte, a long of bytes, a stream
 * @param launch of a function, six ints of sizes, bytes of local memory, a stream, pointers to arguments, a pointer that is null
 * @param launchGraph of a graph and a stream
 * @param record of an event and a stream
 * @param query of an event
 * @param waitFor of a stream and an event
 * @param synchronize of a stream
 */
public record StepFunctions(
        NativeFunction bind,
        NativeFunction allocateHost,
        NativeFunction freeHost,
        NativeFunction copyToDevice,
        NativeFunction copyToHost,
        NativeFunction copyOnDevice,
        NativeFunction fill,
        NativeFunction launch,
        NativeFunction launchGraph,
        NativeFunction record,
        NativeFunction query,
        NativeFunction waitFor,
        NativeFunction synchronize) {}
