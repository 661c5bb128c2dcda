/** The whole engine on the CPU backend, with real models. */
@NullMarked
package dev.octavo.server.e2e;

import org.jspecify.annotations.NullMarked;
