package dev.octavo.server.openai;

import java.util.List;
import java.util.OptionalInt;

/**
 * A request to {@code /v1/completions}.
 *
 * @param common what it shares with chats
 * @param prompts at least one
 * @param echo whether the answer begins with the prompt
 * @param promptOnly whether nothing is to be generated ({@code echo} with {@code max_tokens} 0)
 * @param logprobs alternatives for each token
 */
record CompletionRequest(
        CommonRequest common, List<PromptInput> prompts, boolean echo, boolean promptOnly, OptionalInt logprobs) {}
