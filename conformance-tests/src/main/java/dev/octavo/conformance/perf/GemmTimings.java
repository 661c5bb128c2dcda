package dev.octavo.conformance.perf;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Linear layers of a model of 8 billion parameters: decode of one and of eight sequences, prefill of a chunk. */
final class GemmTimings {

    private static final int[] ROWS = {1, 8, 256};
    private static final int N = 4096;
    private static final int K = 4096;

    private GemmTimings() {}

    static Stream<PerfCase> all() {
        List<PerfCase> cases = new ArrayList<>();
        for (int m : ROWS) {
            for (DType weights : new DType[] {DType.F32, DType.F16, DType.BF16, DType.F8_E4M3}) {
                cases.add(timing("gemm[", WeightFormat.dense(weights), DType.F32, DType.F32, m, N, K));
            }
            for (DType type : new DType[] {DType.F16, DType.BF16}) {
                cases.add(timing("gemm[", WeightFormat.dense(type), type, type, m, N, K));
            }
            for (WeightFormat format : quantised()) {
                cases.add(timing("gemm[", format, DType.F32, DType.F32, m, N, K));
                cases.add(timing("gemm[", format, DType.BF16, DType.BF16, m, N, K));
            }
        }
        return Stream.concat(cases.stream(), prefill());
    }

    /** The layers of that model in a prefill of 4096 tokens, where it takes less than seconds. */
    private static Stream<PerfCase> prefill() {
        int rows = 4096;
        return Stream.of(new int[] {6144, 4096}, new int[] {28_672, 4096}, new int[] {4096, 14_336})
                .flatMap(shape -> Stream.of(
                                WeightFormat.dense(DType.BF16), new WeightFormat.Grouped(4, 128, true, DType.F16))
                        .map(format -> timing(
                                "gemm[prefill,", format, DType.BF16, DType.BF16, rows, shape[0], shape[1], true)));
    }

    private static List<WeightFormat> quantised() {
        return List.of(
                new WeightFormat.Blocked(BlockType.Q8_0),
                new WeightFormat.Blocked(BlockType.Q4_0),
                new WeightFormat.Blocked(BlockType.Q4_K),
                new WeightFormat.Blocked(BlockType.Q6_K),
                new WeightFormat.Blocked(BlockType.MXFP4),
                new WeightFormat.Grouped(4, 128, true, DType.F16),
                new WeightFormat.Grouped(8, 0, false, DType.F32),
                new WeightFormat.Scaled(DType.F8_E4M3, 128, 128));
    }

    static PerfCase timing(String prefix, WeightFormat format, DType activation, DType output, int m, int n, int k) {
        return timing(prefix, format, activation, output, m, n, k, false);
    }

    private static PerfCase timing(
            String prefix, WeightFormat format, DType activation, DType output, int m, int n, int k, boolean large) {
        GemmSpec spec =
                new GemmSpec(new WeightSpec(n, k, format), activation, output, m, ComputePrecision.STRICT, List.of());
        String id = prefix + "w=" + format + ",a=" + name(activation) + ",o=" + name(output) + ",m=" + m + ",n=" + n
                + ",k=" + k + "]";
        return new Timing(
                id,
                List.of(format.toString(), name(activation), name(output)),
                backend -> large
                        ? GraphicsCards.only(backend, backend.gemm().support(spec))
                        : backend.gemm().support(spec),
                lab -> work(lab, spec, m));
    }

    private static Timing.Work work(Lab lab, GemmSpec spec, int m) {
        int n = spec.weights().n();
        int k = spec.weights().k();
        WeightSource.Part part = part(lab, spec.weights());
        Weights weights =
                lab.keep(lab.backend().gemm().load(spec.weights(), new WeightSource(List.of(part), true), lab.queue()));
        Plan<GemmArgs> plan = lab.keep(lab.backend().gemm().prepare(spec));
        @Nullable DeviceBuffer workspace = lab.workspace(plan);
        TensorRef a = lab.matrix(spec.activation(), m, k);
        TensorRef out = lab.matrix(spec.output(), m, n);
        GemmArgs args = new GemmArgs(a, weights, out);
        double weightBytes = part.values().byteSize()
                + part.scales().map(MemorySegment::byteSize).orElse(0L)
                + part.zeroPoints().map(MemorySegment::byteSize).orElse(0L);
        return new Timing.Work(
                sink -> plan.enqueue(sink, args, workspace),
                weightBytes + a.byteSpan() + out.byteSpan(),
                2.0 * m * n * k);
    }

    private static WeightSource.Part part(Lab lab, WeightSpec spec) {
        int n = spec.n();
        int k = spec.k();
        MemorySegment values = lab.host(spec.format().valueBytes(n, k));
        return switch (spec.format()) {
            case WeightFormat.Dense dense -> new WeightSource.Part(n, values);
            case WeightFormat.Blocked blocked -> new WeightSource.Part(n, values);
            case WeightFormat.Grouped grouped -> {
                long groups = grouped.groupSize() == 0 ? 1 : Math.ceilDiv(k, grouped.groupSize());
                yield new WeightSource.Part(
                        n,
                        values,
                        Optional.of(lab.host(n * groups * grouped.scaleType().bytes())),
                        grouped.zeroPoints() ? Optional.of(lab.host(n * groups)) : Optional.empty());
            }
            case WeightFormat.Scaled scaled -> {
                long rows = scaled.tileRows() == 0 ? 1 : Math.ceilDiv(n, scaled.tileRows());
                long columns = scaled.tileColumns() == 0 ? 1 : Math.ceilDiv(k, scaled.tileColumns());
                yield new WeightSource.Part(n, values, Optional.of(lab.host(rows * columns * 4)), Optional.empty());
            }
        };
    }

    static String name(DType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
