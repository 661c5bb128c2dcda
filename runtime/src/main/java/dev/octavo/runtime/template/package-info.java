/**
 * Chat templates: a sandboxed renderer for the Jinja2 dialect of Hugging Face checkpoints, equal in result to transformers'
 * {@code ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)} with its extensions.
 */
@NullMarked
package dev.octavo.runtime.template;

import org.jspecify.annotations.NullMarked;
