/** The door between the runtime and a backend: discovery, devices, memory, queues and errors. */
@NullMarked
package dev.octavo.spi;

import org.jspecify.annotations.NullMarked;
