package dev.octavo.runtime.load;

import dev.octavo.tensor.BlockType;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Lays out a GGUF file of version 3 and writes what stands before its data. All entries have to be added before any tensor. Not thread-safe. */
public final class GgufHeadWriter {

    private static final int MAGIC = 0x46554747;
    private static final int VERSION = 3;
    private static final int ALIGNMENT = 64;
    private static final int HEADER = 24;

    /** Numbers of the types of metadata values, as in {@link GgufScalar}. */
    private static final int UINT32 = 4;

    private static final int STRING = 8;

    private final ByteArrayOutputStream entries = new ByteArrayOutputStream();
    private final ByteArrayOutputStream table = new ByteArrayOutputStream();
    private final List<Long> begins = new ArrayList<>();
    private long entryCount;
    private long dataBytes;

    /** A head without tensors. */
    public GgufHeadWriter() {
        uint32("general.alignment", ALIGNMENT);
    }

    /** Adds a text. */
    public GgufHeadWriter text(String key, String value) {
        entry(key, STRING);
        string(entries, value);
        return this;
    }

    /** Adds a number. */
    public GgufHeadWriter uint32(String key, int value) {
        entry(key, UINT32);
        int32(entries, value);
        return this;
    }

    /**
     * Adds a tensor of blocks behind those before it.
     *
     * @param rows rows
     * @param columns weights of a row, whole blocks
     */
    public GgufHeadWriter tensor(String name, BlockType type, long rows, long columns) {
        string(table, name);
        int32(table, 2);
        int64(table, columns);
        int64(table, rows);
        int32(table, GgufType.of(type).number());
        int64(table, dataBytes);
        begins.add(dataBytes);
        long bytes = Math.multiplyExact(rows, columns / type.weights() * type.bytes());
        dataBytes = padded(Math.addExact(dataBytes, bytes));
        return this;
    }

    /** Where a tensor's bytes begin in the file, counting tensors from 0 in the order in which they were added. */
    public long begin(int tensor) {
        return headBytes() + begins.get(tensor);
    }

    /** Bytes of the whole file. */
    public long fileBytes() {
        return headBytes() + dataBytes;
    }

    private long headBytes() {
        return padded((long) HEADER + entries.size() + table.size());
    }

    /** The bytes up to the first tensor. */
    public byte[] head() {
        ByteBuffer head = ByteBuffer.allocate(Math.toIntExact(headBytes())).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(MAGIC).putInt(VERSION).putLong(begins.size()).putLong(entryCount);
        head.put(entries.toByteArray()).put(table.toByteArray());
        return head.array();
    }

    private void entry(String key, int type) {
        string(entries, key);
        int32(entries, type);
        entryCount++;
    }

    private static long padded(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int64(out, utf8.length);
        out.writeBytes(utf8);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }
}
