package dev.octavo.runtime.load;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes small GGUF files, sound and unsound ones. */
final class GgufBytes {

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private final List<byte[]> data = new ArrayList<>();
    private int version = 3;
    private long entryCount;
    private long tensorCount;
    private int alignment = 32;
    private long nextOffset;

    GgufBytes version(int value) {
        version = value;
        return this;
    }

    GgufBytes text(String key, String value) {
        key(entries, key, 8);
        string(entries, value);
        return this;
    }

    GgufBytes uint32(String key, int value) {
        key(entries, key, 4);
        int32(entries, value);
        if (key.equals("general.alignment")) {
            alignment = value;
        }
        return this;
    }

    GgufBytes uint16(String key, int value) {
        key(entries, key, 2);
        entries.write(value);
        entries.write(value >> 8);
        return this;
    }

    GgufBytes float32(String key, float value) {
        key(entries, key, 6);
        int32(entries, Float.floatToRawIntBits(value));
        return this;
    }

    GgufBytes flag(String key, int value) {
        key(entries, key, 7);
        entries.write(value);
        return this;
    }

    GgufBytes texts(String key, String... values) {
        key(entries, key, 9);
        int32(entries, 8);
        int64(entries, values.length);
        for (String value : values) {
            string(entries, value);
        }
        return this;
    }

    GgufBytes int32s(String key, int... values) {
        key(entries, key, 9);
        int32(entries, 5);
        int64(entries, values.length);
        for (int value : values) {
            int32(entries, value);
        }
        return this;
    }

    /** An entry of any type. */
    GgufBytes raw(String key, int type, byte... value) {
        key(entries, key, type);
        entries.writeBytes(value);
        return this;
    }

    /** A tensor behind the one before it, dimensions as the file has them, innermost first. */
    GgufBytes tensor(String name, int type, byte[] bytes, long... dimensions) {
        tensorAt(name, type, nextOffset, dimensions);
        data.add(bytes);
        nextOffset += Math.ceilDiv(bytes.length, alignment) * (long) alignment;
        return this;
    }

    /** A line of the table without data. */
    GgufBytes tensorAt(String name, int type, long offset, long... dimensions) {
        string(table, name);
        int32(table, dimensions.length);
        for (long dimension : dimensions) {
            int64(table, dimension);
        }
        int32(table, type);
        int64(table, offset);
        tensorCount++;
        return this;
    }

    byte[] bytes() {
        return bytes(tensorCount, entryCount);
    }

    /** The file with other counts than it has. */
    byte[] bytes(long tensors, long metadata) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(out, version);
        int64(out, tensors);
        int64(out, metadata);
        out.writeBytes(entries.toByteArray());
        out.writeBytes(table.toByteArray());
        pad(out);
        for (byte[] tensor : data) {
            out.writeBytes(tensor);
            pad(out);
        }
        return out.toByteArray();
    }

    private void pad(ByteArrayOutputStream out) {
        while (out.size() % alignment != 0) {
            out.write(0);
        }
    }

    private void key(ByteArrayOutputStream out, String key, int type) {
        string(out, key);
        int32(out, type);
        entryCount++;
    }

    private static void string(ByteArrayOutputStream out, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int64(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }
}
