package dev.octavo.conformance.perf;

import static dev.octavo.conformance.perf.GemmTimings.name;

import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.Plan;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The remaining operators on a chunk of 256 tokens, those of the sampler on 32 rows. Memory is what counts for all of them. */
final class OpTimings {

    private static final int ROWS = 256;
    private static final int WIDTH = 4096;
    private static final int HIDDEN = 14336;
    private static final int VOCABULARY = 32000;
    private static final int SAMPLED = 32;

    private OpTimings() {}

    /** Tensors of an operator. */
    private record Tensors(List<TensorRef> inputs, List<TensorRef> outputs) {}

    static Stream<PerfCase> all() {
        List<PerfCase> cases = new ArrayList<>();
        for (DType type : new DType[] {DType.F32, DType.BF16, DType.F16}) {
            rows(cases, type);
        }
        for (DType type : new DType[] {DType.F32, DType.BF16}) {
            cases.add(cast(type, type == DType.F32 ? DType.BF16 : DType.F32));
            cases.add(gather(type));
        }
        sampling(cases);
        return cases.stream();
    }

    private static void rows(List<PerfCase> cases, DType type) {
        cases.add(timing(
                "rmsnorm[t=" + name(type) + ",shape=" + ROWS + "x" + WIDTH + "]",
                new RmsNormSpec(WIDTH, 1e-5f, 0, false, type, type, type),
                lab -> new Tensors(
                        List.of(lab.matrix(type, ROWS, WIDTH), lab.matrix(type, 1, WIDTH)),
                        List.of(lab.matrix(type, ROWS, WIDTH)))));
        cases.add(timing(
                "layernorm[t=" + name(type) + ",shape=" + ROWS + "x" + WIDTH + "]",
                new LayerNormSpec(WIDTH, 1e-5f, true, true, false, type, type, type),
                lab -> new Tensors(
                        List.of(lab.matrix(type, ROWS, WIDTH), lab.matrix(type, 1, WIDTH), lab.matrix(type, 1, WIDTH)),
                        List.of(lab.matrix(type, ROWS, WIDTH)))));
        cases.add(timing(
                "rope[t=" + name(type) + ",tokens=" + ROWS + ",heads=32,dim=128]",
                new RopeSpec(128, 128, RopeSpec.Pairing.HALVES, type),
                lab -> new Tensors(
                        List.of(
                                lab.integers(IntStream.range(0, ROWS).toArray()),
                                lab.matrix(DType.F32, ROWS, 64),
                                lab.matrix(DType.F32, ROWS, 64)),
                        List.of(lab.tensor(type, Layout.cube(ROWS, 32, 128))))));
        cases.add(timing(
                "activation[silu,gated,t=" + name(type) + ",shape=" + ROWS + "x" + HIDDEN + "]",
                new ActivationSpec(ActivationFunction.SILU, true, HIDDEN, type, type),
                lab -> new Tensors(
                        List.of(lab.matrix(type, ROWS, HIDDEN), lab.matrix(type, ROWS, HIDDEN)),
                        List.of(lab.matrix(type, ROWS, HIDDEN)))));
        cases.add(timing(
                "elementwise[add,t=" + name(type) + ",shape=" + ROWS + "x" + WIDTH + "]",
                new ElementwiseSpec(ElementwiseSpec.Operation.ADD, false, WIDTH, type, type, type),
                lab -> new Tensors(
                        List.of(lab.matrix(type, ROWS, WIDTH), lab.matrix(type, ROWS, WIDTH)),
                        List.of(lab.matrix(type, ROWS, WIDTH)))));
    }

    private static PerfCase cast(DType from, DType to) {
        return timing(
                "cast[t=" + name(from) + "_" + name(to) + ",shape=" + ROWS + "x" + WIDTH + "]",
                new CastSpec(WIDTH, from, to),
                lab -> new Tensors(List.of(lab.matrix(from, ROWS, WIDTH)), List.of(lab.matrix(to, ROWS, WIDTH))));
    }

    private static PerfCase gather(DType table) {
        GatherSpec spec = new GatherSpec(WIDTH, table, DType.F32, 1);
        String id = "gather[t=" + name(table) + "_f32,rows=" + VOCABULARY + ",ids=" + ROWS + ",width=" + WIDTH + "]";
        // Only the rows that are picked count, not the table.
        double bytes = (double) ROWS * WIDTH * (table.bytes() + 4);
        return new Timing(
                id,
                List.of(name(table)),
                backend -> backend.ops().support(spec),
                lab -> work(
                        lab,
                        spec,
                        new Tensors(
                                List.of(
                                        lab.matrix(table, VOCABULARY, WIDTH),
                                        lab.integers(IntStream.range(0, ROWS)
                                                .map(i -> i * 7919 % VOCABULARY)
                                                .toArray())),
                                List.of(lab.matrix(DType.F32, ROWS, WIDTH))),
                        bytes));
    }

    private static void sampling(List<PerfCase> cases) {
        String shape = ",t=f32,shape=" + SAMPLED + "x" + VOCABULARY + "]";
        cases.add(timing(
                "softmax[" + shape.substring(1),
                new SoftmaxSpec(VOCABULARY, false, 1, DType.F32),
                lab -> new Tensors(
                        List.of(lab.matrix(DType.F32, SAMPLED, VOCABULARY)),
                        List.of(lab.matrix(DType.F32, SAMPLED, VOCABULARY)))));
        cases.add(timing(
                "select[argmax" + shape,
                new SelectSpec(SelectSpec.Method.ARGMAX, VOCABULARY, 1, DType.F32),
                lab -> new Tensors(
                        List.of(lab.matrix(DType.F32, SAMPLED, VOCABULARY)),
                        List.of(lab.matrix(DType.I32, SAMPLED, 1)))));
        cases.add(timing(
                "select[top_k,count=50" + shape,
                new SelectSpec(SelectSpec.Method.TOP_K, VOCABULARY, 50, DType.F32),
                lab -> new Tensors(
                        List.of(lab.matrix(DType.F32, SAMPLED, VOCABULARY)),
                        List.of(lab.matrix(DType.I32, SAMPLED, 50), lab.matrix(DType.F32, SAMPLED, 50)))));
        cases.add(timing(
                "route[t=f32,tokens=" + ROWS + ",experts=128,top=8]",
                new ExpertRouteSpec(128, 8, ExpertRouteSpec.Scoring.SOFTMAX, true, 1, 1, 1, false, DType.F32),
                lab -> new Tensors(
                        List.of(lab.matrix(DType.F32, ROWS, 128)),
                        List.of(
                                lab.matrix(DType.I32, ROWS, 8),
                                lab.matrix(DType.F32, ROWS, 8),
                                lab.tensor(DType.I32, Layout.vector(129)),
                                lab.tensor(DType.I32, Layout.vector(ROWS * 8))))));
    }

    private static PerfCase timing(String id, TensorOpSpec spec, Function<Lab, Tensors> tensors) {
        int types = id.indexOf("t=") + 2;
        String type = id.substring(types, id.indexOf(',', types));
        return new Timing(id, List.of(type), backend -> backend.ops().support(spec), lab -> {
            Tensors made = tensors.apply(lab);
            double bytes = Stream.concat(made.inputs().stream(), made.outputs().stream())
                    .mapToDouble(TensorRef::byteSpan)
                    .sum();
            // What is changed in place is read as well.
            return work(lab, spec, made, spec instanceof RopeSpec ? bytes * 2 : bytes);
        });
    }

    private static Timing.Work work(Lab lab, TensorOpSpec spec, Tensors tensors, double bytes) {
        Plan<TensorOpArgs> plan = lab.keep(lab.backend().ops().prepare(spec));
        @Nullable DeviceBuffer workspace = lab.workspace(plan);
        TensorOpArgs args = new TensorOpArgs(tensors.inputs(), tensors.outputs());
        return new Timing.Work(sink -> plan.enqueue(sink, args, workspace), bytes, 0);
    }
}
