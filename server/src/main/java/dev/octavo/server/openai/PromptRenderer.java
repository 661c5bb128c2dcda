package dev.octavo.server.openai;

/** Turns a conversation into the model's prompt text. Safe for use by any number of threads. */
interface PromptRenderer {

    /**
     * The prompt.
     *
     * @throws dev.octavo.spi.UserException if the template refuses the conversation
     */
    String render(ChatInput chat);
}
