package dev.octavo.benchmarks.model;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Gathers entries and the list of tensors, then writes a GGUF file with random weights. */
final class GgufWriter {

    private static final int ALIGNMENT = 32;
    private static final int VERSION = 3;
    private static final int INT32 = 5;
    private static final int UINT32 = 4;
    private static final int FLOAT32 = 6;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private record Tensor(String name, BlockMaker type, long columns, long rows, boolean ones) {

        long bytes() {
            return columns * rows / type.blockWeights * type.blockBytes;
        }
    }

    private final Bytes entries = new Bytes();
    private final List<Tensor> tensors = new ArrayList<>();
    private int entryCount;

    void text(String key, String value) {
        key(key, STRING);
        entries.text(value);
    }

    void number(String key, int value) {
        key(key, UINT32);
        entries.int32(value);
    }

    void number(String key, float value) {
        key(key, FLOAT32);
        entries.int32(Float.floatToRawIntBits(value));
    }

    void texts(String key, List<String> values) {
        array(key, STRING, values.size());
        values.forEach(entries::text);
    }

    void numbers(String key, int[] values) {
        array(key, INT32, values.length);
        for (int value : values) {
            entries.int32(value);
        }
    }

    /** Announces a matrix of random weights. */
    void matrix(String name, BlockMaker type, int columns, int rows) {
        if (columns % type.blockWeights != 0) {
            throw new IllegalArgumentException(
                    name + " has rows of " + columns + ", no multiple of " + type.blockWeights);
        }
        tensors.add(new Tensor(name, type, columns, rows, false));
    }

    /** Announces a vector of ones. */
    void ones(String name, int length) {
        tensors.add(new Tensor(name, BlockMaker.F32, length, 1, true));
    }

    /** Writes all that was announced. */
    void write(Path file) throws IOException {
        Bytes head = new Bytes();
        head.raw("GGUF".getBytes(StandardCharsets.US_ASCII));
        head.int32(VERSION);
        head.int64(tensors.size());
        head.int64(entryCount);
        head.raw(entries.toArray());
        long offset = 0;
        for (Tensor tensor : tensors) {
            head.text(tensor.name);
            head.int32(tensor.rows == 1 ? 1 : 2);
            head.int64(tensor.columns);
            if (tensor.rows > 1) {
                head.int64(tensor.rows);
            }
            head.int32(tensor.type.number);
            head.int64(offset);
            offset += aligned(tensor.bytes());
        }
        head.pad(aligned(head.size()));
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(head.toArray());
            SplittableRandom random = new SplittableRandom(1);
            for (Tensor tensor : tensors) {
                write(tensor, out, random);
            }
        }
    }

    private static void write(Tensor tensor, OutputStream out, SplittableRandom random) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(Math.toIntExact(tensor.bytes() / tensor.rows))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (long r = 0; r < tensor.rows; r++) {
            row.clear();
            while (row.hasRemaining()) {
                if (tensor.ones) {
                    row.putFloat(1);
                } else {
                    tensor.type.put(row, random);
                }
            }
            out.write(row.array());
        }
        out.write(new byte[Math.toIntExact(aligned(tensor.bytes()) - tensor.bytes())]);
    }

    private static long aligned(long bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    private void array(String key, int type, int length) {
        key(key, ARRAY);
        entries.int32(type);
        entries.int64(length);
    }

    private void key(String key, int type) {
        entries.text(key);
        entries.int32(type);
        entryCount++;
    }
}
