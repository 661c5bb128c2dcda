package dev.octavo.clients;

/**
 * What a library makes of an answer.
 *
 * @param cut whether it ended because of its length
 * @param inputTokens of the prompt, those from the prefix cache included
 */
record Answer(String text, boolean cut, int inputTokens, int outputTokens) {}
