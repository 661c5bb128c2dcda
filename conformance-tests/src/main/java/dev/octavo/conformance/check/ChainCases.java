package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Chains, whose intermediate tensors are stored like any other. */
final class ChainCases {

    private ChainCases() {}

    static Stream<KernelCase> all() {
        return Stream.of(F32, BF16, F16)
                .flatMap(type -> Stream.of(true, false)
                        .flatMap(strided -> Stream.of(
                                sumThenNorm(type, strided),
                                gateThenCast(type, strided),
                                rotateThenNorm(type, strided),
                                softmaxThenPick(type, strided),
                                threeSums(type, strided))));
    }

    private static KernelCase sumThenNorm(DType type, boolean strided) {
        ElementwiseSpec sum = new ElementwiseSpec(ElementwiseSpec.Operation.ADD, false, 65, type, type, type);
        RmsNormSpec norm = new RmsNormSpec(65, 1e-6f, 0, false, type, type, type);
        String id = "chain[add+rmsnorm,t=" + GemmCase.name(type) + ",shape=6x65" + OpCases.layout(strided);
        return OpCases.of(id, new ChainSpec(List.of(sum, norm)), strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor a = tensors.input("a", type, 6, 65, Numbers.upTo(2));
            TestTensor b = tensors.input("b", type, 6, 65, Numbers.upTo(2));
            TestTensor between = tensors.output("sum", type, 6, 65);
            TestTensor weight = tensors.vector("weight", type, 65, Numbers.upTo(2));
            TestTensor out = tensors.output("out", type, 6, 65);
            return tensors.step(sum, List.of(a, b), List.of(between))
                    .step(norm, List.of(between, weight), List.of(out));
        });
    }

    private static KernelCase gateThenCast(DType type, boolean strided) {
        DType other = type == F32 ? BF16 : F32;
        ActivationSpec gate = new ActivationSpec(ActivationFunction.SILU, true, 33, type, type);
        CastSpec cast = new CastSpec(33, type, other);
        String id = "chain[gate+cast,t=" + OpCases.types(type, other) + ",shape=5x33" + OpCases.layout(strided);
        return OpCases.of(id, new ChainSpec(List.of(gate, cast)), strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor x = tensors.input("gate", type, 5, 33, Numbers.upTo(5));
            TestTensor value = tensors.input("value", type, 5, 33, Numbers.upTo(5));
            TestTensor between = tensors.output("product", type, 5, 33);
            TestTensor out = tensors.output("out", other, 5, 33);
            return tensors.step(gate, List.of(x, value), List.of(between)).step(cast, List.of(between), List.of(out));
        });
    }

    /** The rotation has two outputs, of which the step behind it reads one. */
    private static KernelCase rotateThenNorm(DType type, boolean strided) {
        RmsNormSpec norm = new RmsNormSpec(32, 1e-6f, 0, false, type, F32, type);
        RopeSpec rope = new RopeSpec(32, 32, RopeSpec.Pairing.HALVES, type);
        String id = "chain[rope+rmsnorm,t=" + GemmCase.name(type) + ",shape=5x3x32" + OpCases.layout(strided);
        return OpCases.of(id, new ChainSpec(List.of(rope, norm)), strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor query = tensors.heads("query", type, 5, 3, 32, Numbers.upTo(2));
            TestTensor key = tensors.heads("key", type, 5, 1, 32, Numbers.upTo(2));
            TestTensor weight = tensors.vector("weight", F32, 32, Numbers.upTo(2));
            List<TestTensor> tables = List.of(
                    tensors.vector("positions", DType.I32, 5, Numbers.integers(0, 20)),
                    tensors.input("cos", F32, 20, 16, Numbers.rotary(true)),
                    tensors.input("sin", F32, 20, 16, Numbers.rotary(false)));
            TestTensor out = tensors.cube("out", TestTensor.Role.OUTPUT, type, 5, 3, 32, Numbers.upTo(1));
            return tensors.step(rope, tables, List.of(query, key)).step(norm, List.of(query, weight), List.of(out));
        });
    }

    private static KernelCase softmaxThenPick(DType type, boolean strided) {
        SoftmaxSpec softmax = new SoftmaxSpec(129, false, 0.5f, type);
        SelectSpec select = new SelectSpec(SelectSpec.Method.TOP_K, 129, 7, F32);
        String id = "chain[softmax+top_k,t=" + GemmCase.name(type) + ",shape=4x129" + OpCases.layout(strided);
        return OpCases.of(id, new ChainSpec(List.of(softmax, select)), strided, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor x = tensors.input("x", type, 4, 129, Numbers.upTo(9));
            TestTensor p = tensors.output("p", F32, 4, 129);
            TestTensor indices = tensors.output("indices", DType.I32, 4, 7);
            TestTensor values = tensors.output("values", F32, 4, 7);
            return tensors.step(softmax, List.of(x), List.of(p)).step(select, List.of(p), List.of(indices, values));
        });
    }

    /** Each sum is the next one's operand, and all are outputs. */
    private static KernelCase threeSums(DType type, boolean strided) {
        ElementwiseSpec sum = new ElementwiseSpec(ElementwiseSpec.Operation.ADD, false, 40, type, type, type);
        String id = "chain[add+add+add,t=" + GemmCase.name(type) + ",shape=3x40" + OpCases.layout(strided);
        return OpCases.of(id, new ChainSpec(List.of(sum, sum, sum)), strided, EnumSet.allOf(Pass.class), tensors -> {
            List<TestTensor> sums = new ArrayList<>(List.of(tensors.input("a", type, 3, 40, Numbers.upTo(9))));
            OpWorkload.Builder builder = tensors;
            for (int i = 0; i < 3; i++) {
                TestTensor operand = tensors.input("b" + i, type, 3, 40, Numbers.upTo(9));
                sums.add(tensors.output("sum" + i, type, 3, 40));
                builder = builder.step(sum, List.of(sums.get(i), operand), List.of(sums.get(i + 1)));
            }
            return builder;
        });
    }
}
