/** The engine as its users see it: submit a request, read its tokens. */
@NullMarked
package dev.octavo.runtime.generate;

import org.jspecify.annotations.NullMarked;
