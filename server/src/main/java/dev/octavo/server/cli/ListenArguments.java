package dev.octavo.server.cli;

import dev.octavo.server.config.Environment;
import dev.octavo.server.http.CorsPolicy;
import dev.octavo.server.http.TlsOptions;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.ServerConfigBuilder;
import dev.octavo.spi.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a server listens, and who may come in. */
final class ListenArguments {

    @Option(
            names = "--host",
            defaultValue = "127.0.0.1",
            description =
                    "Address to listen on. Default: ${DEFAULT-VALUE}, this machine only; 0.0.0.0 lets others in, then set --api-key.")
    private String host = "127.0.0.1";

    @Option(names = "--port", defaultValue = "8000", paramLabel = "N", description = "Port. Default: ${DEFAULT-VALUE}")
    private int port = 8000;

    @Option(names = "--uds", paramLabel = "PATH", description = "A Unix socket to listen on in place of host and port.")
    private Optional<Path> socket = Optional.empty();

    @Option(
            names = "--root-path",
            defaultValue = "",
            paramLabel = "PATH",
            description = "What a proxy puts before every path and leaves there, such as /llm.")
    private String rootPath = "";

    @Option(
            names = "--api-key",
            paramLabel = "KEY",
            description =
                    "A key that requests must carry. May be repeated. Otherwise from OCTAVO_API_KEY or VLLM_API_KEY.")
    private List<String> apiKeys = new ArrayList<>();

    @Option(
            names = "--api-key-file",
            paramLabel = "FILE",
            description = "Further keys, one a line; read again when it changes.")
    private Optional<Path> apiKeyFile = Optional.empty();

    @Option(
            names = "--ssl-certfile",
            paramLabel = "FILE",
            description = "Certificate chain (PEM); serves HTTPS. Read again when it changes.")
    private Optional<Path> certificate = Optional.empty();

    @Option(names = "--ssl-keyfile", paramLabel = "FILE", description = "Its key (PEM, PKCS #8, no password).")
    private Optional<Path> key = Optional.empty();

    @Option(
            names = "--ssl-ca-certs",
            paramLabel = "FILE",
            description = "Who may vouch for clients' certificates (PEM).")
    private Optional<Path> authorities = Optional.empty();

    @Option(
            names = "--ssl-cert-reqs",
            defaultValue = "0",
            paramLabel = "N",
            description = "Clients' certificates: 0 none, 1 checked if shown, 2 required. Default: ${DEFAULT-VALUE}")
    private int clientCertificates;

    @SuppressWarnings("UnusedVariable") // Certificates are always read again when they change.
    @Option(names = "--enable-ssl-refresh", hidden = true)
    private boolean refresh;

    @Option(
            names = "--allowed-origins",
            paramLabel = "ORIGINS",
            description = "Web origins whose pages may call the server, or *. Default: none.")
    private List<String> origins = new ArrayList<>();

    @Option(
            names = "--allowed-methods",
            defaultValue = "*",
            paramLabel = "METHODS",
            description = "Methods that those pages may use. Default: all.")
    private List<String> methods = new ArrayList<>(List.of("*"));

    @Option(
            names = "--allowed-headers",
            defaultValue = "*",
            paramLabel = "HEADERS",
            description = "Header fields that those pages may send. Default: all.")
    private List<String> headers = new ArrayList<>(List.of("*"));

    @Option(names = "--allow-credentials", description = "Let those pages send cookies and the like.")
    private boolean credentials;

    @Option(names = "--no-web-page", description = "Serve no page at /, which is a chat and a view of the engine.")
    private boolean noWebPage;

    /** Sets what was given, and returns what is left for the rest of the configuration to complete. */
    OperationsConfig apply(ServerConfigBuilder builder) {
        if (port < 0 || port > 65535) {
            throw new UserException("--port must be from 0 (any free one) to 65535, but is " + port);
        }
        builder.host(host).port(port).apiKeys(apiKeys.isEmpty() ? Environment.apiKeys() : apiKeys);
        CorsPolicy cors = new CorsPolicy(
                WordLists.parse("--allowed-origins", origins),
                WordLists.parse("--allowed-methods", methods),
                WordLists.parse("--allowed-headers", headers),
                credentials);
        OperationsConfig config = OperationsConfig.defaults()
                .withRootPath(rootPath)
                .withCors(cors)
                .withWebPage(!noWebPage);
        config = socket.isPresent() ? config.withSocket(socket.get()) : config;
        config = apiKeyFile.isPresent() ? config.withApiKeyFile(apiKeyFile.get()) : config;
        Optional<TlsOptions> tls = tls();
        return tls.isPresent() ? config.withTls(tls.get()) : config;
    }

    private Optional<TlsOptions> tls() {
        if (certificate.isEmpty() && key.isEmpty()) {
            if (authorities.isPresent() || clientCertificates != 0) {
                throw new UserException("--ssl-ca-certs and --ssl-cert-reqs need --ssl-certfile and --ssl-keyfile");
            }
            return Optional.empty();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new UserException("--ssl-certfile and --ssl-keyfile go together; give both");
        }
        TlsOptions.Clients[] kinds = TlsOptions.Clients.values();
        if (clientCertificates < 0 || clientCertificates >= kinds.length) {
            throw new UserException("--ssl-cert-reqs must be 0, 1 or 2, but is " + clientCertificates);
        }
        if (clientCertificates > 0 && authorities.isEmpty()) {
            throw new UserException("--ssl-cert-reqs " + clientCertificates + " needs --ssl-ca-certs");
        }
        return Optional.of(new TlsOptions(certificate.get(), key.get(), authorities, kinds[clientCertificates]));
    }

    /** What clients put before a path, for a port that was bound. */
    String url(int boundPort) {
        return (certificate.isPresent() ? "https://" : "http://") + (host.contains(":") ? "[" + host + "]" : host) + ":"
                + boundPort + rootPath;
    }

    /** Whether a browser finds the page. */
    boolean hasPage() {
        return !noWebPage && socket.isEmpty();
    }

    /** Where a browser on this machine finds the page. */
    String page(int boundPort) {
        return url(boundPort).replaceFirst("://(0\\.0\\.0\\.0|\\[::]):", "://localhost:") + "/";
    }

    Optional<Path> socket() {
        return socket;
    }
}
