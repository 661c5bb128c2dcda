/** The values of templates and their operations, with Python's semantics and under a budget. */
@NullMarked
package dev.octavo.runtime.template.value;

import org.jspecify.annotations.NullMarked;
