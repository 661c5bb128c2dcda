package dev.octavo.server.batch;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a file, none of which can fill the memory: of a line that is too long only its number is known. Empty lines count but are not told. */
final class BatchLines implements Closeable {

    /**
     * A line.
     *
     * @param number from 1
     * @param bytes without the line's end; empty if it is too long
     * @param tooLong whether it is
     */
    record Line(long number, byte[] bytes, boolean tooLong) {}

    private final InputStream in;
    private final int maxBytes;
    private long number;

    BatchLines(InputStream in, int maxBytes) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.maxBytes = maxBytes;
    }

    Optional<Line> next() throws IOException {
        while (true) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            int length = 0;
            boolean blank = true;
            int b = in.read();
            if (b < 0) {
                return Optional.empty();
            }
            for (; b >= 0 && b != '\n'; b = in.read()) {
                blank &= b == ' ' || b == '\t' || b == '\r';
                if (length++ < maxBytes) {
                    bytes.write(b);
                }
            }
            number++;
            if (!blank) {
                boolean tooLong = length > maxBytes;
                return Optional.of(new Line(number, tooLong ? new byte[0] : bytes.toByteArray(), tooLong));
            }
        }
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
