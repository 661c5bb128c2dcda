package dev.octavo.conformance.check;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One matrix product.
 *
 * @param types of weights, activations and output
 * @param m rows of a
 * @param n columns of the product
 * @param k length of the sums
 * @param epilogue what follows
 * @param experts number of weight matrices
 * @param strided whether tensors have odd offsets and pitches
 * @param inPlace whether a residual is the output itself
 */
record GemmCase(
        Types types, int m, int n, int k, List<Epilogue> epilogue, int experts, boolean strided, boolean inPlace) {

    /** Element types of a product. */
    record Types(DType weights, DType activation, DType output) {}

    GemmCase {
        epilogue = List.copyOf(epilogue);
    }

    /** A plain product. */
    GemmCase(Types types, int m, int n, int k, List<Epilogue> epilogue, boolean strided) {
        this(types, m, n, k, epilogue, 1, strided, false);
    }

    GemmSpec spec() {
        WeightSpec weights = new WeightSpec(n, k, WeightFormat.dense(types.weights()), experts);
        // The largest m is above the actual one, as in a server whose steps vary.
        return new GemmSpec(weights, types.activation(), types.output(), m + 3, ComputePrecision.STRICT, epilogue);
    }

    String id() {
        return "gemm[w=" + name(types.weights()) + ",a=" + name(types.activation()) + ",o=" + name(types.output())
                + ",m=" + m + ",n=" + n + ",k=" + k + ",ep=" + epilogueName()
                + (experts > 1 ? ",experts=" + experts : "")
                + ",layout=" + (strided ? "strided" : "dense") + (inPlace ? ",inplace" : "") + "]";
    }

    private String epilogueName() {
        return epilogue.isEmpty()
                ? "none"
                : epilogue.stream().map(GemmCase::name).collect(Collectors.joining("+"));
    }

    private static String name(Epilogue step) {
        return switch (step) {
            case Epilogue.Bias() -> "bias";
            case Epilogue.Scale(float factor) -> "scale" + factor;
            case Epilogue.SoftCap(float cap) -> "cap" + cap;
            case Epilogue.Activate(ActivationFunction function) -> name(function);
            case Epilogue.Gate(ActivationFunction function) -> "gate_" + name(function);
            case Epilogue.AddResidual() -> "residual";
        };
    }

    static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    ConformanceCase build() {
        return new KernelCase(
                id(),
                List.of(new Operator.Product(spec())),
                passes(),
                (bench, fill) -> new GemmWorkload(this, bench, fill));
    }

    private Set<Pass> passes() {
        boolean exact = epilogue.stream().allMatch(step -> switch (step) {
            case Epilogue.Bias(), Epilogue.AddResidual() -> true;
            case Epilogue.Scale(float factor) -> factor == 0.5f || factor == 2f;
            case Epilogue.Activate(ActivationFunction function) -> function == ActivationFunction.RELU;
            default -> false;
        });
        return exact ? EnumSet.of(Pass.EXACT, Pass.RANDOM) : EnumSet.of(Pass.RANDOM);
    }
}
