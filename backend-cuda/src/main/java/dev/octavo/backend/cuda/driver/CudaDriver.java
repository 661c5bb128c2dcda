package dev.octavo.backend.cuda.driver;

import dev.octavo.gpu.stream.DeviceCommands;

/**
 * NVIDIA's driver: one library of the process, reached through two bindings, on the same contexts.
 *
 * @param control outside steps
 * @param commands within steps
 */
public record CudaDriver(CudaControl control, DeviceCommands commands) {}
