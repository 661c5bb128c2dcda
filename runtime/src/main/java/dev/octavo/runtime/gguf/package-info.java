/** GGUF files as a source of models: configuration, names of tensors, tokenizer and chat template out of one file. */
@NullMarked
package dev.octavo.runtime.gguf;

import org.jspecify.annotations.NullMarked;
