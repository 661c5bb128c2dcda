package dev.octavo.server.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * TLS 1.2 and 1.3 with the files' present content: what is changed is used for new connections.
 *
 * @param certificate PEM, the server's own certificate first and those that vouch for it after it
 * @param key PEM, PKCS #8, without a password
 * @param authorities PEM, those who may vouch for clients
 * @param clients whether clients have to show a certificate
 */
public record TlsOptions(Path certificate, Path key, Optional<Path> authorities, Clients clients) {

    /** What is asked of clients; the order is that of Python's {@code ssl.CERT_*}. */
    public enum Clients {
        /** No certificate. */
        NONE,
        /** A certificate that is checked if there is one. */
        OPTIONAL,
        /** A certificate. */
        REQUIRED
    }

    /** All files. */
    List<Path> files() {
        return Stream.concat(Stream.of(certificate, key), authorities.stream()).toList();
    }
}
