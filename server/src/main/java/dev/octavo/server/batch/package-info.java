/** OpenAI's batch files: a request a line in, an answer a line out. */
@NullMarked
package dev.octavo.server.batch;

import org.jspecify.annotations.NullMarked;
