/** The rules that keep the house as it was drawn; see docs/architecture.md. */
@NullMarked
package dev.octavo.architecture;

import org.jspecify.annotations.NullMarked;
