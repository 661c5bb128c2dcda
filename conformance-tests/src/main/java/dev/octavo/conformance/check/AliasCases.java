package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.conformance.check.TestTensor.Role;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SoftmaxSpec;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/**
 * One tensor in several places of the args, wherever an operator's page allows it: outputs that are inputs, the same object or another one of the same bytes, inputs that are the
 * same, and outputs that lie between each other in one buffer.
 */
final class AliasCases {

    private static final int ROWS = 9;
    private static final int WIDTH = 77;

    private final List<ConformanceCase> cases = new ArrayList<>();
    private final DType type;
    private final boolean strided;

    private AliasCases(DType type, boolean strided) {
        this.type = type;
        this.strided = strided;
    }

    static Stream<ConformanceCase> all() {
        return Stream.of(F32, BF16, F16)
                .flatMap(type -> Stream.of(new AliasCases(type, false), new AliasCases(type, true)))
                .flatMap(AliasCases::grid);
    }

    private Stream<ConformanceCase> grid() {
        for (boolean sliced : new boolean[] {false, true}) {
            sums(sliced);
            activations(sliced);
            if (type == F32) {
                softmax(sliced);
            }
            chains(sliced);
        }
        rope();
        cases.addAll(AliasNormCases.of(type, strided));
        return cases.stream();
    }

    private void add(String operator, String what, TensorOpSpec spec, Tensors tensors) {
        String id = operator + "[aliased," + what + ",t=" + GemmCase.name(type) + OpCases.layout(strided);
        cases.add(OpCases.of(id, spec, strided, EnumSet.of(Pass.RANDOM), tensors::make));
    }

    /** Makes the tensors of a case. */
    private interface Tensors {
        OpWorkload.Builder make(OpWorkload.Builder tensors);
    }

    static String name(String output, boolean sliced) {
        return "out=" + output + (sliced ? "(slice)" : "");
    }

    private TestTensor updated(OpWorkload.Builder tensors, String name, int rows) {
        return tensors.cube(name, Role.UPDATED, type, 1, rows, WIDTH, Numbers.anySize(9));
    }

    static OpWorkload.Builder into(
            OpWorkload.Builder tensors, boolean sliced, TensorOpSpec spec, List<TestTensor> inputs, TestTensor out) {
        OpWorkload.Builder made = tensors.step(spec, inputs, List.of(out));
        return sliced ? made.outputsAs(List.of(out.throughSlice())) : made;
    }

    private void sums(boolean sliced) {
        ElementwiseSpec spec = new ElementwiseSpec(ElementwiseSpec.Operation.SUBTRACT, false, WIDTH, type, type, type);
        ElementwiseSpec one = new ElementwiseSpec(ElementwiseSpec.Operation.SUBTRACT, true, WIDTH, type, type, type);
        add("elementwise", name("a", sliced), spec, tensors -> {
            TestTensor a = updated(tensors, "a", ROWS);
            return into(tensors, sliced, spec, List.of(a, input(tensors, "b", ROWS)), a);
        });
        add("elementwise", name("b", sliced), spec, tensors -> {
            TestTensor b = updated(tensors, "b", ROWS);
            return into(tensors, sliced, spec, List.of(input(tensors, "a", ROWS), b), b);
        });
        add("elementwise", "broadcast," + name("a", sliced), one, tensors -> {
            TestTensor a = updated(tensors, "a", ROWS);
            return into(tensors, sliced, one, List.of(a, input(tensors, "b", 1)), a);
        });
        add("elementwise", "broadcast," + name("b", sliced), one, tensors -> {
            TestTensor b = updated(tensors, "b", 1);
            return into(tensors, sliced, one, List.of(input(tensors, "a", 1), b), b);
        });
        for (ElementwiseSpec.Operation operation : ElementwiseSpec.Operation.values()) {
            twice(operation, sliced);
        }
    }

    /** One tensor as both operands. */
    private void twice(ElementwiseSpec.Operation operation, boolean sliced) {
        ElementwiseSpec spec = new ElementwiseSpec(operation, false, WIDTH, type, type, type);
        String kind = GemmCase.name(operation) + ",a=b";
        add("elementwise", kind + "," + name("a", sliced), spec, tensors -> {
            TestTensor both = updated(tensors, "a", ROWS);
            return into(tensors, sliced, spec, List.of(both, both), both);
        });
        if (!sliced) {
            add("elementwise", kind, spec, tensors -> {
                TestTensor both = input(tensors, "a", ROWS);
                return tensors.step(spec, List.of(both, both), List.of(tensors.output("out", type, ROWS, WIDTH)));
            });
        }
    }

    private TestTensor input(OpWorkload.Builder tensors, String name, int rows) {
        return tensors.input(name, type, rows, WIDTH, Numbers.anySize(9));
    }

    private void activations(boolean sliced) {
        ActivationSpec plain = new ActivationSpec(ActivationFunction.GELU_TANH, false, WIDTH, type, type);
        ActivationSpec gated = new ActivationSpec(ActivationFunction.SILU, true, WIDTH, type, type);
        add("activation", name("x", sliced), plain, tensors -> {
            TestTensor x = updated(tensors, "x", ROWS);
            return into(tensors, sliced, plain, List.of(x), x);
        });
        add("activation", "gated," + name("gate", sliced), gated, tensors -> {
            TestTensor gate = updated(tensors, "gate", ROWS);
            return into(tensors, sliced, gated, List.of(gate, input(tensors, "x", ROWS)), gate);
        });
        add("activation", "gated," + name("x", sliced), gated, tensors -> {
            TestTensor x = updated(tensors, "x", ROWS);
            return into(tensors, sliced, gated, List.of(input(tensors, "gate", ROWS), x), x);
        });
        add("activation", "gated,gate=x," + name("x", sliced), gated, tensors -> {
            TestTensor both = updated(tensors, "x", ROWS);
            return into(tensors, sliced, gated, List.of(both, both), both);
        });
    }

    private void softmax(boolean sliced) {
        for (boolean logarithm : new boolean[] {false, true}) {
            SoftmaxSpec spec = new SoftmaxSpec(WIDTH, logarithm, 0.5f, F32);
            add("softmax", "log=" + logarithm + "," + name("x", sliced), spec, tensors -> {
                TestTensor x = updated(tensors, "x", ROWS);
                return into(tensors, sliced, spec, List.of(x), x);
            });
        }
    }

    /** A step in place, and one behind it that reads what it left. */
    private void chains(boolean sliced) {
        ElementwiseSpec sum = new ElementwiseSpec(ElementwiseSpec.Operation.SUBTRACT, false, WIDTH, type, type, type);
        RmsNormSpec norm = new RmsNormSpec(WIDTH, 1e-6f, 0, false, type, type, type);
        add("chain", "subtract+rmsnorm," + name("b", sliced), new ChainSpec(List.of(sum, norm)), tensors -> {
            TestTensor b = updated(tensors, "b", ROWS);
            TestTensor weight = tensors.vector("weight", type, WIDTH, Numbers.upTo(2));
            TestTensor out = tensors.output("out", type, ROWS, WIDTH);
            OpWorkload.Builder made = tensors.step(sum, List.of(input(tensors, "a", ROWS), b), List.of(b))
                    .step(norm, List.of(b, weight), List.of(out));
            return sliced ? made.outputsAs(List.of(b.throughSlice(), out.ref())) : made;
        });
    }

    /** Queries and keys as they come out of one projection, token by token in one buffer. */
    private void rope() {
        int[] split = {4, 2, 1};
        int dim = 24;
        int heads = 7;
        for (RopeSpec.Pairing pairing : RopeSpec.Pairing.values()) {
            RopeSpec spec = new RopeSpec(dim, 16, pairing, type);
            add("rope", "one buffer,pairing=" + GemmCase.name(pairing), spec, tensors -> {
                List<TestTensor> tables = List.of(
                        tensors.vector("positions", DType.I32, ROWS, Numbers.integers(0, 30)),
                        tensors.input("cos", F32, 30, 8, Numbers.rotary(true)),
                        tensors.input("sin", F32, 30, 8, Numbers.rotary(false)));
                TestTensor all = tensors.heads("qkv", type, ROWS, heads, dim, Numbers.upTo(4));
                List<TensorRef> parts = new ArrayList<>();
                long first = 0;
                for (int count : split) {
                    Layout layout = Layout.cube(ROWS, count, dim, all.layout().batchStride());
                    parts.add(all.ref().view(first, layout));
                    first += (long) count * dim;
                }
                return tensors.step(spec, tables, List.of(all)).outputsAs(parts);
            });
        }
    }
}
