package dev.octavo.backend.cuda.driver;

/**
 * NVIDIA's driver: one library of the process, reached through two bindings, on the same contexts.
 *
 * @param control outside steps
 * @param commands within steps
 */
public record CudaDriver(CudaControl control, CudaCommands commands) {}
