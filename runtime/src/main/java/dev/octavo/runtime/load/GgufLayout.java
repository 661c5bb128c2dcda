package dev.octavo.runtime.load;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Checks a GGUF file's table of tensors against the data behind it: names once, offsets aligned, ranges within the file and apart. Holes between tensors are allowed. */
final class GgufLayout {

    private GgufLayout() {}

    /** The tensors by name, in the order of their bytes. */
    static Map<String, GgufTensor> check(Path file, List<GgufTensor> tensors, long alignment, long dataBytes) {
        List<GgufTensor> ordered = new ArrayList<>(tensors);
        ordered.sort(Comparator.comparingLong(GgufTensor::begin));
        Map<String, GgufTensor> byName = new LinkedHashMap<>();
        long end = 0;
        for (GgufTensor tensor : ordered) {
            String what = "tensor " + BadFile.quote(tensor.name());
            long size = size(file, tensor, what);
            if (tensor.begin() < 0 || tensor.begin() > dataBytes || size > dataBytes - tensor.begin()) {
                throw BadFile.damagedGguf(
                        file,
                        what + " of " + size + " bytes from byte " + Long.toUnsignedString(tensor.begin())
                                + " on reaches past the " + dataBytes + " bytes of data; the file may be cut off");
            }
            if (tensor.begin() % alignment != 0) {
                throw BadFile.damagedGguf(
                        file, what + " begins at byte " + tensor.begin() + ", no multiple of " + alignment);
            }
            if (size > 0 && tensor.begin() < end) {
                throw BadFile.damagedGguf(file, what + " overlaps the tensor before it, which ends at byte " + end);
            }
            end = Math.max(end, tensor.begin() + size);
            if (byName.put(tensor.name(), tensor) != null) {
                throw BadFile.damagedGguf(file, what + " occurs twice");
            }
        }
        return byName;
    }

    private static long size(Path file, GgufTensor tensor, String what) {
        try {
            return tensor.byteSize();
        } catch (ArithmeticException e) {
            throw BadFile.damagedGguf(
                    file, what + " of shape " + tensor.shape() + " and type " + tensor.type() + ": " + e.getMessage());
        }
    }
}
