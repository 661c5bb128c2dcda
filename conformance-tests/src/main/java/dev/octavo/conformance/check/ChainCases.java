package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.tensor.DType;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Chains, whose intermediate tensors are stored like any other. */
final class ChainCases {

    private ChainCases() {}

    static Stream<KernelCase> all() {
        return Stream.of(F32, BF16).flatMap(type -> Stream.of(sumThenNorm(type), gateThenCast(type)));
    }

    private static KernelCase sumThenNorm(DType type) {
        ElementwiseSpec sum = new ElementwiseSpec(ElementwiseSpec.Operation.ADD, false, 65, type, type, type);
        RmsNormSpec norm = new RmsNormSpec(65, 1e-6f, 0, false, type, type, type);
        String id = "chain[add+rmsnorm,t=" + GemmCase.name(type) + ",shape=6x65" + OpCases.layout(false);
        return OpCases.of(id, new ChainSpec(List.of(sum, norm)), false, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor a = tensors.input("a", type, 6, 65, Numbers.upTo(2));
            TestTensor b = tensors.input("b", type, 6, 65, Numbers.upTo(2));
            TestTensor between = tensors.output("sum", type, 6, 65);
            TestTensor weight = tensors.vector("weight", type, 65, Numbers.upTo(2));
            TestTensor out = tensors.output("out", type, 6, 65);
            return tensors.step(sum, List.of(a, b), List.of(between))
                    .step(norm, List.of(between, weight), List.of(out));
        });
    }

    private static KernelCase gateThenCast(DType type) {
        DType other = type == F32 ? BF16 : F32;
        ActivationSpec gate = new ActivationSpec(ActivationFunction.SILU, true, 33, type, type);
        CastSpec cast = new CastSpec(33, type, other);
        String id = "chain[gate+cast,t=" + OpCases.types(type, other) + ",shape=5x33" + OpCases.layout(true);
        return OpCases.of(id, new ChainSpec(List.of(gate, cast)), true, EnumSet.of(Pass.RANDOM), tensors -> {
            TestTensor x = tensors.input("gate", type, 5, 33, Numbers.upTo(5));
            TestTensor value = tensors.input("value", type, 5, 33, Numbers.upTo(5));
            TestTensor between = tensors.output("product", type, 5, 33);
            TestTensor out = tensors.output("out", other, 5, 33);
            return tensors.step(gate, List.of(x, value), List.of(between)).step(cast, List.of(between), List.of(out));
        });
    }
}
