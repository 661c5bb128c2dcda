package dev.octavo.conformance.reference;

import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;

/** Weights as float64, one array per row, so that products convert nothing. */
final class ReferenceWeights extends Resource implements Weights {

    private final WeightSpec spec;
    private final long bytes;
    private final double[][] rows;

    ReferenceWeights(ReferenceBackend owner, WeightSpec spec) {
        super(owner, "weights " + spec);
        this.spec = spec;
        long count = Math.multiplyExact((long) spec.n(), spec.experts());
        this.bytes = Math.multiplyExact(Math.multiplyExact(count, spec.k()), Double.BYTES);
        owner.hostMemory().take(bytes, "weights " + spec);
        this.rows = new double[Math.toIntExact(count)][spec.k()];
        register();
    }

    @Override
    public WeightSpec spec() {
        return spec;
    }

    @Override
    public long byteSize() {
        return bytes;
    }

    double[][] rows() {
        requireOpen();
        return rows;
    }

    /** Converts all parts. */
    void fill(WeightSource source) {
        requireOpen();
        DType type = ((WeightFormat.Dense) spec.format()).type();
        long rowBytes = (long) spec.k() * type.bytes();
        int next = 0;
        for (WeightSource.Part part : source.parts()) {
            for (int row = 0; row < part.rows(); row++) {
                Elements.read(part.values(), row * rowBytes, type, rows[next++], 0, spec.k());
            }
        }
    }

    @Override
    void release() {
        owner().hostMemory().giveBack(bytes);
    }
}
