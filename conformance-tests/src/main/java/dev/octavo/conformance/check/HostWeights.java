package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.WeightNumbers;
import dev.octavo.conformance.oracle.WeightOracle;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Weights in host memory, in several parts at odd addresses, as a mapped checkpoint has them, each with nothing readable behind it; and what they mean. */
final class HostWeights {

    private final List<WeightSource.Part> parts = new ArrayList<>();
    private final List<MemorySegment> memory = new ArrayList<>();
    private final WeightNumbers numbers;
    private final boolean stable;

    /**
     * @param split rows of the parts, which add up to all rows
     * @param stable whether a backend may use the memory in place
     */
    HostWeights(WeightSpec spec, Fill fill, HostMemory host, List<Integer> split, boolean stable) {
        this(spec, fill, host, split, stable, row -> true);
    }

    /**
     * @param wanted rows whose numbers are kept; those of others are null
     */
    HostWeights(WeightSpec spec, Fill fill, HostMemory host, List<Integer> split, boolean stable, IntPredicate wanted) {
        this.stable = stable;
        int all = spec.n() * spec.experts();
        this.numbers = new WeightNumbers(new double[all][], new double[all][]);
        WeightFill source = new WeightFill(spec, fill);
        int firstRow = 0;
        for (int rows : split) {
            WeightOracle.Part part = source.part(firstRow, rows);
            WeightNumbers decoded = WeightOracle.decode(spec, firstRow, part);
            for (int row = 0; row < rows; row++) {
                if (wanted.test(firstRow + row)) {
                    numbers.values()[firstRow + row] = decoded.values()[row];
                    numbers.terms()[firstRow + row] = decoded.terms()[row];
                }
            }
            parts.add(new WeightSource.Part(
                    rows,
                    place(part.values(), host),
                    part.scales().length == 0 ? Optional.empty() : Optional.of(place(part.scales(), host)),
                    part.zeroPoints().length == 0 ? Optional.empty() : Optional.of(place(part.zeroPoints(), host))));
            firstRow += rows;
        }
    }

    private MemorySegment place(byte[] bytes, HostMemory host) {
        MemorySegment segment = host.allocate(bytes.length);
        segment.copyFrom(MemorySegment.ofArray(bytes));
        memory.add(segment);
        return segment.asReadOnly();
    }

    WeightSource source() {
        return new WeightSource(parts, stable);
    }

    /** The weights of all rows. */
    WeightNumbers numbers() {
        return numbers;
    }

    /** Called when the backend must have taken what it needs: memory that is not stable changes. */
    void loaded() {
        if (!stable) {
            memory.forEach(segment -> segment.fill((byte) 0xFF));
        }
    }
}
