/** From a model's directory to a running engine, in one call. */
@NullMarked
package dev.octavo.runtime.llm;

import org.jspecify.annotations.NullMarked;
