package dev.octavo.benchmarks.model;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Little-endian numbers and strings as GGUF has them. */
final class Bytes {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void int32(int value) {
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            out.write(value >> shift);
        }
    }

    void int64(long value) {
        int32((int) value);
        int32((int) (value >> Integer.SIZE));
    }

    void text(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int64(utf8.length);
        out.writeBytes(utf8);
    }

    void raw(byte[] bytes) {
        out.writeBytes(bytes);
    }

    void pad(long size) {
        out.writeBytes(new byte[Math.toIntExact(size - out.size())]);
    }

    int size() {
        return out.size();
    }

    byte[] toArray() {
        return out.toByteArray();
    }
}
