package dev.octavo.backend.scalar;

import dev.octavo.spi.*;
import dev.octavo.spi.op.*;
import dev.octavo.tensor.*;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Products of f32 activations with dense weights. */
record ScalarGemm(ScalarBackend backend) implements Gemm, ScalarPlan.Family<GemmSpec, GemmArgs> {

    /** Weights as they came. */
    private record Loaded(Life life, WeightSpec spec, DeviceBuffer values) implements Weights, Life.Made {

        @Override
        public long byteSize() {
            return values.byteSize();
        }

        @Override
        public void close() {
            life.end();
        }
    }

    private static boolean takes(WeightSpec spec) {
        boolean one = spec.experts() == 1;
        return one && spec.format() instanceof WeightFormat.Dense(DType type) && ScalarBackend.READ.contains(type);
    }

    @Override
    public @Nullable Consumer<GemmArgs> body(GemmSpec spec) {
        boolean f32 = spec.activation() == DType.F32 && spec.output() == DType.F32;
        return f32 && spec.epilogue().isEmpty() && takes(spec.weights()) ? args -> run(spec, args) : null;
    }

    @Override
    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
        Life.own(backend, ScalarQueue.class, sink);
        if (!takes(spec)) {
            throw new UnsupportedSpecException(ScalarPlan.refusal(spec));
        }
        if (source.rows() != spec.n()) {
            throw new IllegalArgumentException(source.rows() + " rows were given for " + spec);
        }
        // Before memory is taken, because a part that is too short ends here.
        List<MemorySegment> parts = source.parts().stream()
                .map(part -> part.values().asSlice(0, spec.format().valueBytes(part.rows(), spec.k())))
                .toList();
        long bytes = spec.format().valueBytes(spec.n(), spec.k());
        DeviceBuffer values = backend.memory().allocate(bytes, MemoryKind.DEVICE, "weights " + spec);
        long at = 0;
        for (MemorySegment part : parts) {
            backend.memory().bytes(values).asSlice(at).copyFrom(part);
            at += part.byteSize();
        }
        return new Loaded(Life.begin(backend, values::close), spec, values);
    }

    private void run(GemmSpec spec, GemmArgs args) {
        int rows = args.a().layout().rows();
        WeightSpec shape = spec.weights();
        Loaded weights = Life.own(backend, Loaded.class, args.weights());
        boolean bare = args.operands().isEmpty() && args.expertOffsets().isEmpty();
        if (rows > spec.maxRows() || !bare || !weights.spec.equals(shape)) {
            throw new IllegalArgumentException("rows, operands or weights that are not those of " + spec + ": " + args);
        }
        Tensor a = Tensor.of(backend, "a", args.a(), DType.F32, rows, shape.k());
        Tensor out = Tensor.of(backend, "out", args.out(), DType.F32, rows, shape.n());
        DType type = ((WeightFormat.Dense) shape.format()).type();
        Tensor w = new Tensor(backend.memory().bytes(weights.values), type, Layout.matrix(shape.n(), shape.k()));
        float[][] x = IntStream.range(0, rows).mapToObj(row -> a.row(0, row)).toArray(float[][]::new);
        float[][] result = new float[rows][shape.n()];
        for (int column = 0; column < shape.n(); column++) {
            float[] weight = w.row(0, column);
            for (int row = 0; row < rows; row++) {
                result[row][column] = (float) dot(x[row], weight);
            }
        }
        for (int row = 0; row < rows; row++) {
            out.row(0, row, result[row]);
        }
    }

    /** The sum in f64: products of f32 numbers are exact in it. */
    static double dot(float[] x, float[] y) {
        double sum = 0;
        for (int i = 0; i < y.length; i++) {
            sum += (double) x[i] * y[i];
        }
        return sum;
    }
}
