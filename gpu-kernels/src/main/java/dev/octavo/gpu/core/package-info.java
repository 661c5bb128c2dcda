/** What all operators share: memory and its lifetimes, queues, graphs, plans, operands. */
@NullMarked
package dev.octavo.gpu.core;

import org.jspecify.annotations.NullMarked;
