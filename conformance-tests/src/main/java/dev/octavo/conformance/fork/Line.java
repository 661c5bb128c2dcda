package dev.octavo.conformance.fork;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A connection over which messages go, one a line. It is a socket of its own rather than standard output, so that what a backend prints, from Java or from native code, gets into
 * nobody's way. One thread may read while others write.
 */
final class Line implements AutoCloseable {

    private final SocketChannel channel;
    private final InputStream in;
    private final byte[] buffer = new byte[8192];
    private int at;
    private int end;

    Line(SocketChannel channel) {
        this.channel = channel;
        this.in = Channels.newInputStream(channel);
    }

    /** Sends a message. */
    synchronized void send(Message message) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap((Codec.line(message) + '\n').getBytes(StandardCharsets.UTF_8));
        OutputStream out = Channels.newOutputStream(channel);
        out.write(bytes.array());
        out.flush();
    }

    /**
     * Waits for a message.
     *
     * @return null at the end of the connection
     * @throws ProtocolException if what came is no message
     */
    @Nullable
    Message receive() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (at == end) {
                end = in.read(buffer);
                at = 0;
                if (end <= 0) {
                    end = 0;
                    return null;
                }
            }
            byte b = buffer[at++];
            if (b == '\n') {
                return Codec.message(line.toString(StandardCharsets.UTF_8));
            }
            line.write(b);
            if (line.size() > Fields.LONGEST_LINE) {
                throw new ProtocolException("a message is longer than " + Fields.LONGEST_LINE + " bytes");
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
