package dev.octavo.runtime.template;

/** In which form a template wants the content of messages; vLLM's {@code --chat-template-content-format}. */
public enum ContentFormat {
    /** One string; parts are joined before the template sees them. */
    STRING,
    /** A list of parts, as {@code [{"type": "text", "text": "..."}]}. */
    OPENAI;

    /**
     * Finds out as vLLM's {@code auto} does: {@link #OPENAI} if the template iterates over the content of a message, else
     * {@link #STRING}.
     */
    public static ContentFormat detect(ChatTemplate template) {
        return new ContentLoops(template.tree()).any() ? OPENAI : STRING;
    }
}
