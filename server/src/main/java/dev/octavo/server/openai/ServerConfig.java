package dev.octavo.server.openai;

import dev.octavo.server.http.HttpLimits;
import java.util.List;
import java.util.Optional;

/**
 * How to serve.
 *
 * @param host address or name to bind
 * @param port 0 for any free one
 * @param apiKeys keys of which every request must carry one, except to {@code /health}; empty to let everybody in
 * @param allowedOrigins web origins whose pages may call the server, or {@code *}; empty for none
 * @param httpLimits bounds on clients
 * @param requestLimits bounds on single requests
 * @param accessLog whether each request writes a line to the log
 * @param promptTokensDetails whether usage tells how many tokens came from the prefix cache
 * @param forceUsage whether every stream ends with its usage, asked for or not
 * @param tokensAsIds whether tokens in log-probabilities are spelled {@code token_id:7} unless a request says
 * @param trustChatTemplates whether requests may bring a chat template of their own
 * @param chatTemplate source of a template to use in place of the model's own
 * @param responseRole the role that answers to chats carry
 * @param api what the protocols' routes may keep and how they stream
 * @param version what {@code /version} answers
 * @param operations what operators set up beside the API
 */
public record ServerConfig(
        String host,
        int port,
        List<String> apiKeys,
        List<String> allowedOrigins,
        HttpLimits httpLimits,
        RequestLimits requestLimits,
        boolean accessLog,
        boolean promptTokensDetails,
        boolean forceUsage,
        boolean tokensAsIds,
        boolean trustChatTemplates,
        Optional<String> chatTemplate,
        String responseRole,
        ApiOptions api,
        String version,
        OperationsConfig operations) {

    /** Keeps copies. */
    public ServerConfig {
        apiKeys = List.copyOf(apiKeys);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "ServerConfig[" + host + ":" + port + ", " + apiKeys.size() + " API keys]";
    }

    /** A builder: 127.0.0.1, port 8000, no keys, no foreign origins, default limits. */
    public static ServerConfigBuilder builder() {
        return new ServerConfigBuilder();
    }
}
