package dev.octavo.backend.rocm.ffi;

import dev.octavo.gpu.stream.Handle;

/** A pointer of the library's; for a device's context its number, since HIP has one context for each device. */
record Address(long address) implements Handle {}
