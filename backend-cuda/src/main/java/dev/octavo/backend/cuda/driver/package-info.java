/** What the backend asks of NVIDIA's driver, whichever binding answers. */
@NullMarked
package dev.octavo.backend.cuda.driver;

import org.jspecify.annotations.NullMarked;
