/** Post-processors: special tokens and type ids around one or two sequences. */
@NullMarked
package dev.octavo.runtime.tokenizer.postprocess;

import org.jspecify.annotations.NullMarked;
