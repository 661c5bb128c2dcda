/** The control plane through JCuda: devices, contexts, memory, modules, streams, events, graphs. */
@NullMarked
package dev.octavo.backend.cuda.jcuda;

import org.jspecify.annotations.NullMarked;
