/** The OpenAI-compatible API of one engine: requests, answers, streams and errors, as vLLM has them. */
@NullMarked
package dev.octavo.server.openai;

import org.jspecify.annotations.NullMarked;
