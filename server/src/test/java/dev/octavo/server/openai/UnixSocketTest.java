package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.OctavoException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnixSocketTest {

    @TempDir
    private Path folder;

    private static String ask(Path socket, String request) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.UTF_8)));
            channel.shutdownOutput();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            while (channel.read(buffer) >= 0) {
                out.write(buffer.array(), 0, buffer.position());
                buffer.clear();
            }
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    @Test
    void servesOverASocketFile() throws Exception {
        Path socket = folder.resolve("octavo.sock");
        try (ServerFixture server = ServerFixture.operated(o -> o.withSocket(socket))) {
            try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
                String body = "{\"prompt\":\"a\",\"stream\":true}";
                channel.write(ByteBuffer.wrap(("POST /v1/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8)));
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                ByteBuffer buffer = ByteBuffer.allocate(8192);
                while (channel.read(buffer) >= 0) {
                    out.write(buffer.array(), 0, buffer.position());
                    buffer.clear();
                }
                assertThat(out.toString(StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 200 OK")
                        .contains("data: [DONE]");
            }
            assertThatThrownBy(() -> ServerFixture.operated(o -> o.withSocket(socket)))
                    .isInstanceOf(OctavoException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining("--uds");
            assertThat(ask(socket, "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
            assertThat(server.engine.requests).hasSize(1);
        }
        assertThat(socket).doesNotExist();
    }

    @Test
    void replacesASocketThatWasLeftBehindButNothingElse() throws Exception {
        Path socket = folder.resolve("left.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertThat(socket).exists();
        ServerFixture.operated(o -> o.withSocket(socket)).close();
        Path file = Files.writeString(folder.resolve("file"), "precious");
        assertThatThrownBy(() -> ServerFixture.operated(o -> o.withSocket(file)))
                .hasMessageContaining("no socket");
        assertThat(file).hasContent("precious");
    }
}
