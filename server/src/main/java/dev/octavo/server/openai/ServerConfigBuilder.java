package dev.octavo.server.openai;

import dev.octavo.server.http.HttpLimits;
import java.util.List;
import java.util.Optional;

/** Collects a {@link ServerConfig}; every setter returns the builder. */
public final class ServerConfigBuilder {

    private String host = "127.0.0.1";
    private int port = 8000;
    private List<String> apiKeys = List.of();
    private List<String> allowedOrigins = List.of();
    private HttpLimits httpLimits = HttpLimits.defaults();
    private RequestLimits requestLimits = RequestLimits.defaults();
    private boolean accessLog = true;
    private boolean promptTokensDetails;
    private boolean forceUsage;
    private boolean tokensAsIds;
    private boolean trustChatTemplates;
    private Optional<String> chatTemplate = Optional.empty();
    private String responseRole = "assistant";
    private ApiOptions api = ApiOptions.defaults();
    private String version = "0.1.0";
    private OperationsConfig operations = OperationsConfig.defaults();

    ServerConfigBuilder() {}

    /** Sets {@link ServerConfig#host()}. */
    public ServerConfigBuilder host(String value) {
        this.host = value;
        return this;
    }

    /** Sets {@link ServerConfig#port()}. */
    public ServerConfigBuilder port(int value) {
        this.port = value;
        return this;
    }

    /** Sets {@link ServerConfig#apiKeys()}. */
    public ServerConfigBuilder apiKeys(List<String> value) {
        this.apiKeys = value;
        return this;
    }

    /** Sets {@link ServerConfig#allowedOrigins()}. */
    public ServerConfigBuilder allowedOrigins(List<String> value) {
        this.allowedOrigins = value;
        return this;
    }

    /** Sets {@link ServerConfig#httpLimits()}. */
    public ServerConfigBuilder httpLimits(HttpLimits value) {
        this.httpLimits = value;
        return this;
    }

    /** Sets {@link ServerConfig#requestLimits()}. */
    public ServerConfigBuilder requestLimits(RequestLimits value) {
        this.requestLimits = value;
        return this;
    }

    /** Sets {@link ServerConfig#accessLog()}. */
    public ServerConfigBuilder accessLog(boolean value) {
        this.accessLog = value;
        return this;
    }

    /** Sets {@link ServerConfig#promptTokensDetails()}. */
    public ServerConfigBuilder promptTokensDetails(boolean value) {
        this.promptTokensDetails = value;
        return this;
    }

    /** Sets {@link ServerConfig#forceUsage()}. */
    public ServerConfigBuilder forceUsage(boolean value) {
        this.forceUsage = value;
        return this;
    }

    /** Sets {@link ServerConfig#tokensAsIds()}. */
    public ServerConfigBuilder tokensAsIds(boolean value) {
        this.tokensAsIds = value;
        return this;
    }

    /** Sets {@link ServerConfig#trustChatTemplates()}. */
    public ServerConfigBuilder trustChatTemplates(boolean value) {
        this.trustChatTemplates = value;
        return this;
    }

    /** Sets {@link ServerConfig#chatTemplate()}. */
    public ServerConfigBuilder chatTemplate(String value) {
        this.chatTemplate = Optional.of(value);
        return this;
    }

    /** Sets {@link ServerConfig#responseRole()}. */
    public ServerConfigBuilder responseRole(String value) {
        this.responseRole = value;
        return this;
    }

    /** Sets {@link ServerConfig#api()}. */
    public ServerConfigBuilder api(ApiOptions value) {
        this.api = value;
        return this;
    }

    /** Sets {@link ServerConfig#version()}. */
    public ServerConfigBuilder version(String value) {
        this.version = value;
        return this;
    }

    /** Sets {@link ServerConfig#operations()}. */
    public ServerConfigBuilder operations(OperationsConfig value) {
        this.operations = value;
        return this;
    }

    /** The configuration. */
    public ServerConfig build() {
        return new ServerConfig(
                host,
                port,
                apiKeys,
                allowedOrigins,
                httpLimits,
                requestLimits,
                accessLog,
                promptTokensDetails,
                forceUsage,
                tokensAsIds,
                trustChatTemplates,
                chatTemplate,
                responseRole,
                api,
                version,
                operations);
    }
}
