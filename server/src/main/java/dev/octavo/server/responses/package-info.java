/** OpenAI's Responses API: reading requests, answers and their event streams, and the store behind {@code previous_response_id}. */
@NullMarked
package dev.octavo.server.responses;

import org.jspecify.annotations.NullMarked;
