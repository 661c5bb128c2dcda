package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Weights in host memory, in two parts at odd addresses, as a mapped checkpoint has them. */
final class HostWeights {

    private HostWeights() {}

    static WeightSource source(DType type, double[][] rows) {
        int first = rows.length / 3;
        List<WeightSource.Part> parts = new ArrayList<>();
        if (first > 0) {
            parts.add(part(type, rows, 0, first));
        }
        parts.add(part(type, rows, first, rows.length));
        return new WeightSource(parts, true);
    }

    private static WeightSource.Part part(DType type, double[][] rows, int from, int end) {
        int k = rows[0].length;
        long bytes = (long) (end - from) * k * type.bytes();
        int skip = type.bytes();
        MemorySegment values = Arena.ofAuto().allocate(bytes + skip, 64).asSlice(skip);
        NumberFormat format = NumberFormat.of(type);
        long at = 0;
        for (int row = from; row < end; row++) {
            for (double number : rows[row]) {
                long bits = format.encode(number);
                for (int b = 0; b < type.bytes(); b++) {
                    values.set(ValueLayout.JAVA_BYTE, at++, (byte) (bits >> (8 * b)));
                }
            }
        }
        return new WeightSource.Part(end - from, values.asReadOnly());
    }
}
