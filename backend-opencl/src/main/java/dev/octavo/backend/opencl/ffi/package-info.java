/** Calls of the OpenCL library that a step makes often, or that JOCL lacks. */
@NullMarked
package dev.octavo.backend.opencl.ffi;

import org.jspecify.annotations.NullMarked;
