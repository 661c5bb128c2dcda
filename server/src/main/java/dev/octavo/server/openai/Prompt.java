package dev.octavo.server.openai;

import java.util.Optional;

/**
 * A prompt ready to run.
 *
 * @param ids its tokens
 * @param text its text, where the client gave text and nothing was cut off
 * @param maxTokens most tokens of each answer
 */
record Prompt(int[] ids, Optional<String> text, int maxTokens) {}
