package dev.octavo.server.openai;

/** A prompt as the client gave it. */
sealed interface PromptInput {

    /** Where it stood in the request. */
    String path();

    /** Text that has to be tokenised. */
    record Text(String path, String text) implements PromptInput {}

    /** Token ids; their range is checked. */
    record Tokens(String path, int[] ids) implements PromptInput {}
}
