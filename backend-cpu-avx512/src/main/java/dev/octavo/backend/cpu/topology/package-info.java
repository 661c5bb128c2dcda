/** Processors, cores and memory nodes of this machine, and which thread belongs where. */
@NullMarked
package dev.octavo.backend.cpu.topology;

import org.jspecify.annotations.NullMarked;
