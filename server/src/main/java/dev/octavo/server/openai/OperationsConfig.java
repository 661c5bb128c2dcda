package dev.octavo.server.openai;

import dev.octavo.server.http.CorsPolicy;
import dev.octavo.server.http.TlsOptions;
import dev.octavo.server.serving.ServingOptions;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What operators set up beside the API itself.
 *
 * @param socket a Unix socket to listen on in place of host and port
 * @param rootPath what a proxy puts before every path, such as {@code /llm}; empty for nothing
 * @param tls certificate and key
 * @param apiKeyFile a file of further keys, one a line, that is read again when it changes
 * @param cors which web pages may call the server; its origins are added to {@link ServerConfig#allowedOrigins()}
 * @param control where control routes are
 * @param serving how requests and the engine are watched over
 * @param webPage whether there is a page at {@code /}
 */
public record OperationsConfig(
        Optional<Path> socket,
        String rootPath,
        Optional<TlsOptions> tls,
        Optional<Path> apiKeyFile,
        CorsPolicy cors,
        Control control,
        ServingOptions serving,
        boolean webPage) {

    /** Checks the root path. */
    public OperationsConfig {
        if (!rootPath.isEmpty() && (!rootPath.startsWith("/") || rootPath.endsWith("/"))) {
            throw new UserException(
                    "--root-path must begin with a slash and not end with one, as in /llm, but is " + rootPath);
        }
    }

    /**
     * Where control routes are: those that vLLM has in its development mode.
     *
     * @param beside whether they are beside the other routes
     * @param listener a port of their own
     */
    public record Control(boolean beside, Optional<Listener> listener) {

        /** Nowhere. */
        public static final Control NONE = new Control(false, Optional.empty());
    }

    /**
     * A port for control routes.
     *
     * @param host address or name to bind
     * @param port 0 for any free one
     */
    public record Listener(String host, int port) {}

    /** Nothing but a plain port, with the web page. */
    public static OperationsConfig defaults() {
        return new OperationsConfig(
                Optional.empty(),
                "",
                Optional.empty(),
                Optional.empty(),
                CorsPolicy.of(List.of()),
                Control.NONE,
                ServingOptions.defaults(),
                true);
    }

    /** The same on a Unix socket. */
    public OperationsConfig withSocket(Path path) {
        return new OperationsConfig(Optional.of(path), rootPath, tls, apiKeyFile, cors, control, serving, webPage);
    }

    /** The same behind a proxy. */
    public OperationsConfig withRootPath(String path) {
        return new OperationsConfig(socket, path, tls, apiKeyFile, cors, control, serving, webPage);
    }

    /** The same with TLS. */
    public OperationsConfig withTls(TlsOptions options) {
        return new OperationsConfig(
                socket, rootPath, Optional.of(options), apiKeyFile, cors, control, serving, webPage);
    }

    /** The same with a file of keys. */
    public OperationsConfig withApiKeyFile(Path file) {
        return new OperationsConfig(socket, rootPath, tls, Optional.of(file), cors, control, serving, webPage);
    }

    /** The same with another policy for web pages. */
    public OperationsConfig withCors(CorsPolicy policy) {
        return new OperationsConfig(socket, rootPath, tls, apiKeyFile, policy, control, serving, webPage);
    }

    /** The same with control routes. */
    public OperationsConfig withControl(Control where) {
        return new OperationsConfig(socket, rootPath, tls, apiKeyFile, cors, where, serving, webPage);
    }

    /** The same with other watching. */
    public OperationsConfig withServing(ServingOptions options) {
        return new OperationsConfig(socket, rootPath, tls, apiKeyFile, cors, control, options, webPage);
    }

    /** The same with or without the web page. */
    public OperationsConfig withWebPage(boolean there) {
        return new OperationsConfig(socket, rootPath, tls, apiKeyFile, cors, control, serving, there);
    }
}
