package dev.octavo.runtime.load;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads a GGUF file from front to back. Whatever it reads lies within the file; nothing is allocated by a number that the file states before that is known. */
final class GgufCursor {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final Path file;
    private final MemorySegment bytes;
    private long at;

    GgufCursor(Path file, MemorySegment bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Another cursor at the same place. */
    GgufCursor copy() {
        GgufCursor copy = new GgufCursor(file, bytes);
        copy.at = at;
        return copy;
    }

    long position() {
        return at;
    }

    long remaining() {
        return bytes.byteSize() - at;
    }

    /** Takes the next bytes. */
    MemorySegment take(long count, String what) {
        if (count < 0 || count > remaining()) {
            throw BadFile.damagedGguf(
                    file,
                    what + " at byte " + at + " needs " + Long.toUnsignedString(count) + " bytes, but only "
                            + remaining() + " are left; the file may be cut off");
        }
        MemorySegment taken = bytes.asSlice(at, count);
        at += count;
        return taken;
    }

    int uint8(String what) {
        return take(1, what).get(ValueLayout.JAVA_BYTE, 0) & 0xFF;
    }

    short int16(String what) {
        return take(2, what).get(SHORT, 0);
    }

    int int32(String what) {
        return take(4, what).get(INT, 0);
    }

    long int64(String what) {
        return take(8, what).get(LONG, 0);
    }

    /** A number of things, each of which takes at least {@code leastBytes} of what is left. */
    long count(String what, int leastBytes, long limit) {
        long count = int64(what);
        if (count < 0 || count > limit || count > remaining() / leastBytes) {
            throw BadFile.damagedGguf(
                    file,
                    what + " is " + Long.toUnsignedString(count) + ", more than the " + remaining()
                            + " bytes that are left, or the limit of " + limit + ", allow");
        }
        return count;
    }

    /** A text of at most {@code limit} bytes. */
    String text(String what, int limit) {
        int length = (int) count("the length of " + what, 1, limit);
        byte[] utf8 = take(length, what).toArray(ValueLayout.JAVA_BYTE);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
