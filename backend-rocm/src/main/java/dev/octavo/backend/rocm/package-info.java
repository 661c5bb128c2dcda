/** AMD GPUs: what a machine must have, its devices, machine code for them. */
@NullMarked
package dev.octavo.backend.rocm;

import org.jspecify.annotations.NullMarked;
