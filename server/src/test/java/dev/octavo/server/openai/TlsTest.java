package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.server.http.TlsOptions;
import dev.octavo.server.http.TlsOptions.Clients;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {

    @TempDir
    static Path folder;

    private static Certificates first;
    private static Certificates second;

    @BeforeAll
    static void make() throws Exception {
        first = Certificates.make(folder, "first", "EC");
        second = Certificates.make(folder, "second", "RSA");
    }

    private static ServerFixture server(TlsOptions options) {
        return ServerFixture.operated(o -> o.withTls(options));
    }

    private static TlsOptions plain(Path certificate, Path key) {
        return new TlsOptions(certificate, key, Optional.empty(), Clients.NONE);
    }

    private static HttpResponse<String> ask(
            ServerFixture server, Certificates trusted, @Nullable Certificates own, String path) throws Exception {
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(Certificates.client(trusted.shown(), own, "TLS"))
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + path))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"prompt\":\"a\",\"stream\":true}"))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void servesStreamsOverTls() throws Exception {
        try (ServerFixture server = server(plain(first.certificate(), first.key()))) {
            HttpResponse<String> answer = ask(server, first, null, "/v1/completions");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).endsWith("data: [DONE]\n\n");
            assertThat(answer.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThatThrownBy(() -> ask(server, second, null, "/v1/completions"))
                    .isInstanceOf(SSLException.class);
        }
    }

    @Test
    void speaksNothingOlderThanTls12AndNoPlainText() throws Exception {
        try (ServerFixture server = server(plain(first.certificate(), first.key()))) {
            assertThat(handshake(server, "TLSv1.2")).isEqualTo("TLSv1.2");
            assertThat(handshake(server, "TLSv1.3")).isEqualTo("TLSv1.3");
            // The JDK's client refuses older versions too, so the bytes of a TLS 1.1 greeting are sent by hand.
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send(oldGreeting());
                assertThat(raw.rest().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(20);
            }
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send(RawConnection.get("/health"));
                assertThat(raw.rest()).doesNotContain("HTTP/1.1");
            }
            assertThat(handshake(server, "TLSv1.3")).as("others are unharmed").isEqualTo("TLSv1.3");
        }
    }

    private static String handshake(ServerFixture server, String protocol) throws Exception {
        SSLContext context = Certificates.client(first.shown(), null, "TLS");
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return socket.getSession().getProtocol();
        }
    }

    /** A ClientHello of TLS 1.1 (RFC 4346) that offers one cipher suite that old servers know. */
    private static byte[] oldGreeting() {
        byte[] hello = new byte[4 + 2 + 32 + 1 + 2 + 2 + 2];
        hello[0] = 1;
        hello[3] = (byte) (hello.length - 4);
        hello[4] = 3;
        hello[5] = 2;
        int at = 4 + 2 + 32 + 1;
        hello[at + 1] = 2;
        hello[at + 3] = 0x2f;
        hello[at + 4] = 1;
        byte[] record = new byte[5 + hello.length];
        record[0] = 22;
        record[1] = 3;
        record[2] = 1;
        record[4] = (byte) hello.length;
        System.arraycopy(hello, 0, record, 5, hello.length);
        return record;
    }

    @Test
    void saysGoodbyeSoThatAnAnswerWithoutLengthIsKnownToBeWhole() throws Exception {
        try (ServerFixture server = server(plain(first.certificate(), first.key()))) {
            SSLContext context = Certificates.client(first.shown(), null, "TLS");
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("localhost", server.port())) {
                String body = "{\"prompt\":\"a\",\"stream\":true}";
                socket.getOutputStream()
                        .write(("POST /v1/completions HTTP/1.0\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                                .getBytes(StandardCharsets.US_ASCII));
                try (InputStream in = socket.getInputStream()) {
                    // The end of the stream without a close_notify would be an SSLException here.
                    assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                            .endsWith("data: [DONE]\n\n");
                }
            }
        }
    }

    @Test
    void asksClientsForCertificates() throws Exception {
        TlsOptions options =
                new TlsOptions(first.certificate(), first.key(), Optional.of(second.certificate()), Clients.REQUIRED);
        try (ServerFixture server = server(options)) {
            assertThat(ask(server, first, second, "/v1/completions").statusCode())
                    .isEqualTo(200);
            assertThatThrownBy(() -> ask(server, first, null, "/v1/completions"))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ask(server, first, first, "/v1/completions"))
                    .isInstanceOf(IOException.class);
        }
        TlsOptions optional =
                new TlsOptions(first.certificate(), first.key(), Optional.of(second.certificate()), Clients.OPTIONAL);
        try (ServerFixture server = server(optional)) {
            assertThat(ask(server, first, null, "/v1/completions").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void usesNewCertificatesForNewConnectionsAndKeepsTheOldOnesIfTheNewAreBad() throws Exception {
        Path certificate = folder.resolve("live.crt");
        Path key = folder.resolve("live.key");
        Files.copy(first.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
        Files.copy(first.key(), key, StandardCopyOption.REPLACE_EXISTING);
        try (LogCapture log = new LogCapture();
                ServerFixture server = server(plain(certificate, key))) {
            assertThat(ask(server, first, null, "/v1/completions").statusCode()).isEqualTo(200);
            Files.writeString(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            ServerFixture.eventually(
                    () -> log.lines().stream().anyMatch(line -> line.contains("the former ones stay")));
            assertThat(ask(server, first, null, "/v1/completions").statusCode()).isEqualTo(200);
            Files.copy(second.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            Files.copy(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            ServerFixture.eventually(
                    () -> log.lines().stream().anyMatch(line -> line.contains("certificates were read again")));
            assertThat(ask(server, second, null, "/v1/completions").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void saysWhatIsWrongWithAFile() throws Exception {
        assertThatThrownBy(() -> server(plain(folder.resolve("missing.crt"), first.key())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("missing.crt");
        Path old = Files.writeString(
                folder.resolve("old.key"), "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----\n");
        assertThatThrownBy(() -> server(plain(first.certificate(), old)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("PKCS #8")
                .hasMessageContaining("openssl pkcs8");
    }
}
