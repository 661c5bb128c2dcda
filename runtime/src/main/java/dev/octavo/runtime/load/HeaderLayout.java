package dev.octavo.runtime.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Checks what a safetensors header says about the bytes behind it, as the reference implementation does: in order of their offsets the
 * tensors fill the data exactly, without overlap, hole or rest, and each shape times its element size is its byte range. A tensor of size
 * zero may stand anywhere between two others.
 */
final class HeaderLayout {

    private HeaderLayout() {}

    /** The entries in the order of their bytes, all checked against {@code dataBytes}, the bytes after the header. */
    static List<TensorEntry> check(Path file, List<TensorEntry> entries, long dataBytes) {
        List<TensorEntry> ordered = new ArrayList<>(entries);
        ordered.sort(Comparator.comparingLong(TensorEntry::begin).thenComparingLong(TensorEntry::end));
        long next = 0;
        for (TensorEntry entry : ordered) {
            checkRange(file, entry, next, dataBytes);
            next = entry.end();
        }
        if (next != dataBytes) {
            throw BadFile.damaged(
                    file,
                    "its tensors end at byte " + next + " of the data, but " + dataBytes + " bytes of data are there");
        }
        return ordered;
    }

    private static void checkRange(Path file, TensorEntry entry, long next, long dataBytes) {
        String tensor = "tensor " + BadFile.quote(entry.name());
        String range = " [" + entry.begin() + ", " + entry.end() + ")";
        if (entry.begin() > entry.end()) {
            throw BadFile.damaged(file, tensor + " ends before it begins:" + range);
        }
        if (entry.end() > dataBytes) {
            throw BadFile.damaged(
                    file,
                    tensor + range + " reaches past the " + dataBytes + " bytes of data; the file may be cut off");
        }
        if (entry.begin() != next) {
            String fault = entry.begin() < next ? " overlaps the tensor before it" : " leaves a hole before it";
            throw BadFile.damaged(file, tensor + range + fault + ", which ends at " + next);
        }
        long bits = bits(file, entry);
        if (bits % Byte.SIZE != 0 || bits / Byte.SIZE != entry.byteSize()) {
            throw BadFile.damaged(
                    file,
                    tensor + " of shape " + entry.shape() + " and type " + entry.type() + " needs " + bits
                            + " bits, but has the bytes" + range);
        }
    }

    private static long bits(Path file, TensorEntry entry) {
        try {
            long bits = 1;
            for (long dimension : entry.shape()) {
                bits = Math.multiplyExact(bits, dimension);
            }
            return Math.multiplyExact(bits, (long) entry.type().bits());
        } catch (ArithmeticException e) {
            throw BadFile.damaged(file, "the size of tensor " + BadFile.quote(entry.name()) + " overflows", e);
        }
    }
}
