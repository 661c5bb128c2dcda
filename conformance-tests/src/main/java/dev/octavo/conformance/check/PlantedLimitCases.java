package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Extents behind those that fixed tables, 16-bit indices and single passes are made for, on operators so thin that every tier has time for them. */
final class PlantedLimitCases {

    private static final int MANY = 70_001;

    private PlantedLimitCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(products(), attention(), rows(), pointwise()).flatMap(cases -> cases);
    }

    private static Stream<ConformanceCase> products() {
        GemmCase.Types types = new GemmCase.Types(F32, F32, F32);
        return Stream.of(
                        new GemmCase(types, 1030, 5, 9, List.of(), true),
                        new GemmCase(types, 300, 70, 33, List.of(), false),
                        new GemmCase(types, 2, 2500, 20, List.of(), true),
                        new GemmCase(types, 1, 3, 9001, List.of(), false),
                        new GemmCase(types, 5, 3, 4097, List.of(), false))
                .map(GemmCase::build)
                .map(testCase -> testCase.in(Tier.SMOKE));
    }

    private static Stream<ConformanceCase> attention() {
        KvLayout plain = new KvLayout(1, 64, 16, F16);
        KvLayout latent = new KvLayout(1, 576, 512, true, 16, F16);
        KvLayout wide = new KvLayout(1, 256, 16, F16);
        KvLayout large = new KvLayout(2, 64, 256, F16);
        return Stream.of(
                        attention(2, plain, AttentionBatches.of(1, 1100, 3, 290)),
                        attention(2, plain, AttentionBatches.of(140, 150)),
                        attention(1, plain, AttentionBatches.repeated(140, 1, 3)),
                        attention(2, latent, AttentionBatches.of(1, 40, 3, 19)),
                        attention(2, wide, AttentionBatches.of(1, 70, 5, 33)),
                        attention(4, large, AttentionBatches.of(1, 300, 2, 40)))
                .map(AttentionCase::build)
                .map(testCase -> testCase.in(Tier.SMOKE));
    }

    private static AttentionCase attention(int heads, KvLayout layout, List<AttentionCase.Lengths> batch) {
        return new AttentionCase(
                heads, layout, F32, F32, new AttentionMask.Causal(), 0, AttentionCase.Extras.NONE, batch);
    }

    private static String shape(DType type, int rows, int width) {
        return ",limit,t=" + GemmCase.name(type) + ",shape=" + rows + "x" + width + OpCases.layout(false);
    }

    private static Stream<ConformanceCase> rows() {
        SelectSpec argmax = new SelectSpec(SelectSpec.Method.ARGMAX, MANY, 1, F32);
        SelectSpec top = new SelectSpec(SelectSpec.Method.TOP_K, MANY, 3, F32);
        SelectSpec sample = new SelectSpec(SelectSpec.Method.SAMPLE, MANY, 1, F32);
        SoftmaxSpec softmax = new SoftmaxSpec(MANY, false, 1, F32);
        EnumSet<Pass> random = EnumSet.of(Pass.RANDOM);
        return Stream.of(
                OpCases.of(
                        "select[argmax" + shape(F32, 2, MANY),
                        argmax,
                        false,
                        random,
                        tensors -> tensors.step(
                                argmax,
                                List.of(tensors.input("x", F32, 2, MANY, PlantedLimitCases::late)),
                                List.of(tensors.output("indices", DType.I32, 2, 1)))),
                OpCases.of(
                        "select[top_k" + shape(F32, 2, MANY),
                        top,
                        false,
                        random,
                        tensors -> tensors.step(
                                top,
                                List.of(tensors.input("x", F32, 2, MANY, PlantedLimitCases::late)),
                                List.of(
                                        tensors.output("indices", DType.I32, 2, 3),
                                        tensors.output("values", F32, 2, 3)))),
                OpCases.of(
                        "select[sample" + shape(F32, 2, MANY),
                        sample,
                        false,
                        random,
                        tensors -> tensors.step(
                                sample,
                                List.of(
                                        tensors.input("x", F32, 2, MANY, Numbers.between(0, 1)),
                                        tensors.vector("uniform", F32, 2, Numbers.between(0.96, 0.98))),
                                List.of(tensors.output("indices", DType.I32, 2, 1)))),
                OpCases.of(
                        "softmax[plain" + shape(F32, 2, MANY),
                        softmax,
                        false,
                        random,
                        tensors -> tensors.step(
                                softmax,
                                List.of(tensors.input("x", F32, 2, MANY, PlantedLimitCases::late)),
                                List.of(tensors.output("out", F32, 2, MANY)))));
    }

    /** The largest numbers stand among the last ones. */
    private static double[] late(Fill fill, TestTensor tensor) {
        int width = tensor.layout().columns();
        double[] numbers = new double[tensor.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (i % width > width - 900 ? 3 : 0) + fill.between(-1, 1);
        }
        return numbers;
    }

    private static Stream<ConformanceCase> pointwise() {
        GatherSpec gather = new GatherSpec(2, F32, F32, 1);
        RopeSpec rope = new RopeSpec(4, 2, RopeSpec.Pairing.HALVES, F32);
        RmsNormSpec norm = new RmsNormSpec(257, 1e-5f, 0, false, F32, F32, F32);
        ElementwiseSpec sum = SumFixture.spec(257);
        ActivationSpec silu = new ActivationSpec(ActivationFunction.SILU, false, 257, F32, F32);
        CastSpec cast = new CastSpec(257, F32, BF16);
        EnumSet<Pass> random = EnumSet.of(Pass.RANDOM);
        return Stream.of(
                OpCases.of(
                        "gather[many" + shape(F32, MANY, 2),
                        gather,
                        false,
                        random,
                        tensors -> tensors.step(
                                gather,
                                List.of(
                                        tensors.input("table", F32, MANY, 2, Numbers.between(-9, 9)),
                                        tensors.vector(
                                                "ids", DType.I32, 40, Numbers.integers(MANY - 20_000, MANY + 3_000))),
                                List.of(tensors.output("out", F32, 40, 2)))),
                OpCases.of(
                        "rope[many" + shape(F32, MANY, 4),
                        rope,
                        false,
                        random,
                        tensors -> tensors.step(
                                rope,
                                List.of(
                                        tensors.vector("positions", DType.I32, 300, Numbers.integers(30_000, MANY)),
                                        tensors.input("cos", F32, MANY, 1, Numbers.between(-1, 1)),
                                        tensors.input("sin", F32, MANY, 1, Numbers.between(-1, 1))),
                                List.of(tensors.heads("x", F32, 300, 1, 4, Numbers.upTo(8))))),
                OpCases.of(
                        "rmsnorm[many" + shape(F32, 300, 257),
                        norm,
                        false,
                        random,
                        tensors -> tensors.step(
                                norm,
                                List.of(
                                        tensors.input("x", F32, 300, 257, Numbers.between(-2, 2)),
                                        tensors.vector("weight", F32, 257, Numbers.between(-1, 1))),
                                List.of(tensors.output("out", F32, 300, 257)))),
                OpCases.of(
                        "elementwise[many" + shape(F32, 300, 257),
                        sum,
                        false,
                        random,
                        tensors -> tensors.step(
                                sum,
                                List.of(
                                        tensors.input("a", F32, 300, 257, Numbers.upTo(9)),
                                        tensors.input("b", F32, 300, 257, Numbers.upTo(9))),
                                List.of(tensors.output("out", F32, 300, 257)))),
                OpCases.of(
                        "activation[silu,many" + shape(F32, 300, 257),
                        silu,
                        false,
                        random,
                        tensors -> tensors.step(
                                silu,
                                List.of(tensors.input("x", F32, 300, 257, Numbers.upTo(9))),
                                List.of(tensors.output("out", F32, 300, 257)))),
                OpCases.of(
                        "cast[many" + shape(F32, 300, 257),
                        cast,
                        false,
                        random,
                        tensors -> tensors.step(
                                cast,
                                List.of(tensors.input("x", F32, 300, 257, Numbers.upTo(9))),
                                List.of(tensors.output("out", BF16, 300, 257)))));
    }
}
