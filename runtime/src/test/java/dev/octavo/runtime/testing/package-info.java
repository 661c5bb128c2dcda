/** What tests of several packages share. */
@NullMarked
package dev.octavo.runtime.testing;

import org.jspecify.annotations.NullMarked;
