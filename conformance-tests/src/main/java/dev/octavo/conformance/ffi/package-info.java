/** What the suite asks of the operating system. Everything that links native code is here. */
@NullMarked
package dev.octavo.conformance.ffi;

import org.jspecify.annotations.NullMarked;
