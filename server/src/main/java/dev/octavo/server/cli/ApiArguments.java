package dev.octavo.server.cli;

import dev.octavo.server.openai.ApiOptions;
import dev.octavo.server.openai.ServerConfigBuilder;
import picocli.CommandLine.Option;

/** What answers look like unless a request says, and what requests may do. Names are vLLM's wherever the meaning is the same. */
final class ApiArguments {

    private static final int DEFAULT_STORED = 1000;

    @Option(
            names = "--enable-force-include-usage",
            description = "End every stream with its usage, whether the client asks for it or not.")
    private boolean forceUsage;

    @Option(
            names = "--return-tokens-as-token-ids",
            description = "Spell tokens in log-probabilities as token_id:N unless a request says otherwise.")
    private boolean tokensAsIds;

    @Option(
            names = "--response-role",
            defaultValue = "assistant",
            paramLabel = "ROLE",
            description = "The role that answers to chats carry. Default: ${DEFAULT-VALUE}")
    private String responseRole = "assistant";

    @Option(
            names = "--trust-request-chat-template",
            description = "Let requests bring a chat template of their own (chat_template).")
    private boolean trustTemplates;

    @Option(
            names = "--stream-interval",
            defaultValue = "1",
            paramLabel = "TOKENS",
            description = "Tokens that a chunk of a stream gathers; the first never waits. Default: ${DEFAULT-VALUE}")
    private int streamInterval = 1;

    @Option(
            names = "--enable-responses-store",
            description = "Keep answers of /v1/responses in memory, for previous_response_id and background.")
    private boolean storeResponses;

    @Option(
            names = "--max-stored-responses",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Most answers kept with --enable-responses-store. Default: ${DEFAULT-VALUE}")
    private int maxStored = DEFAULT_STORED;

    @Option(
            names = "--enable-request-id-headers",
            description = "Answer with X-Request-Id. Accepted for vLLM's sake; it is always answered.")
    @SuppressWarnings("UnusedVariable") // There is nothing to turn on.
    private boolean requestIdHeaders;

    /** Sets all of it. */
    ServerConfigBuilder applyTo(ServerConfigBuilder config) {
        return config.forceUsage(forceUsage)
                .tokensAsIds(tokensAsIds)
                .responseRole(responseRole)
                .trustChatTemplates(trustTemplates)
                .api(ApiOptions.defaults()
                        .withStoredResponses(storeResponses ? maxStored : 0)
                        .withStreamInterval(streamInterval));
    }
}
