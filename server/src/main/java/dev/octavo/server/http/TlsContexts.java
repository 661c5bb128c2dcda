package dev.octavo.server.http;

import dev.octavo.spi.UserException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** The JDK's TLS with certificates from files, and with new ones when the files change. */
final class TlsContexts implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.http");
    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);

    private final TlsOptions options;
    private final FileWatch watch;
    private volatile SslContext current;

    /** @throws UserException if a file is missing or holds something else */
    TlsContexts(TlsOptions options) {
        this.options = options;
        this.current = read(options);
        this.watch = FileWatch.start(options.files(), LOOK, this::reload);
    }

    SslHandler handler(ByteBufAllocator allocator) {
        SslHandler handler = current.newHandler(allocator);
        handler.setHandshakeTimeoutMillis(HANDSHAKE.toMillis());
        return handler;
    }

    private void reload() {
        try {
            current = read(options);
            LOGGER.log(Level.INFO, "certificates were read again from " + options.certificate());
        } catch (UserException e) {
            LOGGER.log(Level.ERROR, "changed certificates cannot be used, the former ones stay: " + e.getMessage());
        }
    }

    private static SslContext read(TlsOptions options) {
        options.files().forEach(TlsContexts::requireReadable);
        try {
            SslContextBuilder builder = SslContextBuilder.forServer(
                            options.certificate().toFile(), options.key().toFile())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2");
            options.authorities().ifPresent(file -> builder.trustManager(file.toFile()));
            builder.clientAuth(
                    switch (options.clients()) {
                        case NONE -> ClientAuth.NONE;
                        case OPTIONAL -> ClientAuth.OPTIONAL;
                        case REQUIRED -> ClientAuth.REQUIRE;
                    });
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new UserException(
                    "the certificate " + options.certificate() + " and the key " + options.key()
                            + " cannot be used: " + reason(e)
                            + ". Both must be PEM; the key in PKCS #8 without a password, which"
                            + " 'openssl pkcs8 -topk8 -nocrypt -in KEY' makes",
                    e);
        }
    }

    private static String reason(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private static void requireReadable(Path file) {
        if (!Files.isReadable(file)) {
            throw new UserException("the file " + file + " for TLS is not there or cannot be read");
        }
    }

    @Override
    public void close() {
        watch.close();
    }
}
