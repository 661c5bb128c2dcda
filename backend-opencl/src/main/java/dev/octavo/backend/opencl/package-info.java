/** OpenCL devices through JOCL. */
@NullMarked
package dev.octavo.backend.opencl;

import org.jspecify.annotations.NullMarked;
