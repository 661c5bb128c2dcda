/** Tests of what is shipped: the distribution's launcher and the scripts of the source tree. */
@NullMarked
package dev.octavo.server.dist;

import org.jspecify.annotations.NullMarked;
