package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.WeightOracle;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Weights as float64, one array per row, so that products convert nothing. */
final class ReferenceWeights extends Resource implements Weights {

    private final WeightSpec spec;
    private final long byteSize;
    private final double[][] rows;

    ReferenceWeights(ReferenceBackend owner, WeightSpec spec) {
        super(owner, "weights " + spec);
        this.spec = spec;
        long count = Math.multiplyExact((long) spec.n(), spec.experts());
        this.byteSize = Math.multiplyExact(Math.multiplyExact(count, spec.k()), Double.BYTES);
        owner.hostMemory().take(byteSize, "weights " + spec);
        this.rows = new double[Math.toIntExact(count)][];
        register();
    }

    @Override
    public WeightSpec spec() {
        return spec;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    double[][] rows() {
        requireOpen();
        return rows;
    }

    /** Converts all parts. */
    void fill(WeightSource source) {
        requireOpen();
        int next = 0;
        for (WeightSource.Part part : source.parts()) {
            var bytes = new WeightOracle.Part(
                    part.rows(),
                    part.values().toArray(ValueLayout.JAVA_BYTE),
                    bytes(part.scales()),
                    bytes(part.zeroPoints()));
            double[][] values = WeightOracle.decode(spec, next, bytes).values();
            System.arraycopy(values, 0, rows, next, values.length);
            next += values.length;
        }
    }

    private static byte[] bytes(Optional<MemorySegment> segment) {
        return segment.map(s -> s.toArray(ValueLayout.JAVA_BYTE)).orElse(new byte[0]);
    }

    @Override
    void release() {
        owner().hostMemory().giveBack(byteSize);
    }
}
