/**
 * A driver for vendors whose API has contexts, streams, events, modules and graphs under C functions that take handles, which is CUDA's shape and HIP's. A backend binds the functions
 * ({@link dev.octavo.gpu.stream.DeviceControl}, {@link dev.octavo.gpu.stream.DeviceCommands}) and finds devices; order, transfers, graphs and lifetimes are here.
 */
@NullMarked
package dev.octavo.gpu.stream;

import org.jspecify.annotations.NullMarked;
