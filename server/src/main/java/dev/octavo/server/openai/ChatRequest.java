package dev.octavo.server.openai;

/**
 * A request to {@code /v1/chat/completions}.
 *
 * @param common what it shares with completions
 * @param chat what the template renders
 * @param logprobs whether log-probabilities are reported
 * @param topLogprobs alternatives for each token
 * @param returnPromptText whether the answer carries the rendered prompt
 * @param echo whether the answer begins with the last message, where that is of the answer's role
 */
record ChatRequest(
        CommonRequest common,
        ChatInput chat,
        boolean logprobs,
        int topLogprobs,
        boolean returnPromptText,
        boolean echo) {}
