/** What a model's JSON files say: {@code config.json}, {@code generation_config.json}, rotary embeddings, and reading JSON with limits. */
@NullMarked
package dev.octavo.runtime.config;

import org.jspecify.annotations.NullMarked;
