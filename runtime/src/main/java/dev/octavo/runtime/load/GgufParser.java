package dev.octavo.runtime.load;

import dev.octavo.spi.UnsupportedSpecException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads the head of a GGUF file of version 2 or 3: metadata and the table of tensors. */
final class GgufParser {

    private static final int MAGIC = 0x46554747;
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final int MAX_ENTRIES = 1 << 16;
    private static final int MAX_TENSORS = 1 << 20;
    private static final int MAX_NAME = 1 << 16;
    private static final int MAX_TEXT = 64 << 20;
    private static final int MAX_DIMENSIONS = 8;
    private static final int MAX_NESTING = 4;
    private static final int LEAST_ENTRY = 13;
    private static final int LEAST_TENSOR = 24;

    private final Path file;
    private final GgufCursor in;

    private GgufParser(Path file, MemorySegment bytes) {
        this.file = file;
        this.in = new GgufCursor(file, bytes);
    }

    /**
     * What stands before the tensors' data.
     *
     * @param metadata in the order of the file
     * @param tensors in the order of the file, not yet checked against the data
     * @param end the byte after the table
     */
    record Head(Map<String, GgufValue> metadata, List<GgufTensor> tensors, long end) {}

    static Head parse(Path file, MemorySegment bytes) {
        return new GgufParser(file, bytes).head();
    }

    private Head head() {
        if (in.remaining() < 24 || in.int32("the magic number") != MAGIC) {
            throw BadFile.damagedGguf(file, "it does not begin with GGUF and a header of 24 bytes");
        }
        version();
        long tensorCount = in.count("the number of tensors", LEAST_TENSOR, MAX_TENSORS);
        long entries = in.count("the number of metadata entries", LEAST_ENTRY, MAX_ENTRIES);
        Map<String, GgufValue> metadata = new LinkedHashMap<>();
        for (long i = 0; i < entries; i++) {
            String key = in.text("the name of metadata entry " + i, MAX_NAME);
            String what = "metadata entry " + BadFile.quote(key);
            if (metadata.put(key, value(what, type(what), 0)) != null) {
                throw BadFile.damagedGguf(file, what + " occurs twice");
            }
        }
        List<GgufTensor> tensors = new ArrayList<>();
        for (long i = 0; i < tensorCount; i++) {
            tensors.add(tensor(i));
        }
        return new Head(metadata, tensors, in.position());
    }

    private void version() {
        int version = in.int32("the version");
        if (version >= OLDEST && version <= NEWEST) {
            return;
        }
        int swapped = Integer.reverseBytes(version);
        if (swapped >= OLDEST && swapped <= NEWEST) {
            throw new UnsupportedSpecException(
                    file + " is a big-endian GGUF file; convert it to little-endian (gguf-convert-endian)");
        }
        throw new UnsupportedSpecException(file + " is a GGUF file of version " + Integer.toUnsignedString(version)
                + "; Octavo reads versions 2 and 3; convert the model again");
    }

    private GgufScalar type(String what) {
        int number = in.int32("the type of " + what);
        return GgufScalar.numbered(number)
                .orElseThrow(() ->
                        BadFile.damagedGguf(file, what + " has the unknown type " + Integer.toUnsignedString(number)));
    }

    private GgufValue value(String what, GgufScalar type, int depth) {
        return switch (type) {
            case UINT8 -> new GgufValue.Whole(in.uint8(what));
            case INT8 -> new GgufValue.Whole((byte) in.uint8(what));
            case UINT16 -> new GgufValue.Whole(in.int16(what) & 0xFFFF);
            case INT16 -> new GgufValue.Whole(in.int16(what));
            case UINT32 -> new GgufValue.Whole(Integer.toUnsignedLong(in.int32(what)));
            case INT32 -> new GgufValue.Whole(in.int32(what));
            case FLOAT32 -> new GgufValue.Real(Float.intBitsToFloat(in.int32(what)));
            case BOOL -> flag(what);
            case STRING -> new GgufValue.Text(in.text(what, MAX_TEXT));
            case ARRAY -> items(what, depth);
            case UINT64 -> unsigned(in.int64(what));
            case INT64 -> new GgufValue.Whole(in.int64(what));
            case FLOAT64 -> new GgufValue.Real(Double.longBitsToDouble(in.int64(what)));
        };
    }

    private GgufValue flag(String what) {
        int value = in.uint8(what);
        if (value > 1) {
            throw BadFile.damagedGguf(file, what + " is a truth value, but its byte is " + value);
        }
        return new GgufValue.Flag(value == 1);
    }

    private static GgufValue unsigned(long value) {
        return value >= 0
                ? new GgufValue.Whole(value)
                : new GgufValue.Real(Double.parseDouble(Long.toUnsignedString(value)));
    }

    /** A list is checked to its end and kept as it is. */
    private GgufValue items(String what, int depth) {
        if (depth == MAX_NESTING) {
            throw BadFile.damagedGguf(file, what + " nests lists more than " + MAX_NESTING + " deep");
        }
        GgufScalar element = type(what);
        long count = in.count("the number of elements of " + what, element.leastBytes(), Long.MAX_VALUE);
        if (element.isFixed()) {
            return new GgufValue.Items(element, count, in.take(count * element.leastBytes(), what));
        }
        long from = in.position();
        GgufCursor start = in.copy();
        for (long i = 0; i < count; i++) {
            if (element == GgufScalar.STRING) {
                in.take(in.count("the length of element " + i + " of " + what, 1, MAX_TEXT), what);
            } else {
                items(what, depth + 1);
            }
        }
        return new GgufValue.Items(element, count, start.take(in.position() - from, what));
    }

    private GgufTensor tensor(long index) {
        String name = in.text("the name of tensor " + index, MAX_NAME);
        String what = "tensor " + BadFile.quote(name);
        int dimensions = in.int32("the number of dimensions of " + what);
        if (dimensions < 0 || dimensions > MAX_DIMENSIONS) {
            throw BadFile.damagedGguf(
                    file,
                    what + " has " + Integer.toUnsignedString(dimensions) + " dimensions, more than " + MAX_DIMENSIONS);
        }
        Long[] shape = new Long[dimensions];
        for (int i = 0; i < dimensions; i++) {
            // The file has the innermost dimension first.
            shape[dimensions - 1 - i] = in.int64("the shape of " + what);
        }
        int number = in.int32("the type of " + what);
        GgufType type = GgufType.numbered(number)
                .orElseThrow(() -> new UnsupportedSpecException(what + " in " + file + " has the type "
                        + Integer.toUnsignedString(number)
                        + ", which Octavo does not know; use a file in another quantisation"));
        return new GgufTensor(name, type, List.of(shape), in.int64("the offset of " + what));
    }
}
