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
 * @param experts how many weight matrices, and how rows are shared among them
 * @param variant everything else
 */
record GemmCase(Types types, int m, int n, int k, List<Epilogue> epilogue, Experts experts, Variant variant) {

    /** Element types of a product. */
    record Types(WeightFormat weights, DType activation, DType output) {

        /** Dense weights. */
        Types(DType weights, DType activation, DType output) {
            this(WeightFormat.dense(weights), activation, output);
        }
    }

    /** How many experts there are, and how many rows each gets. */
    record Experts(int count, Shares shares) {
        static final Experts ONE = new Experts(1, Shares.UNEVEN);
    }

    /** Rows of experts. */
    enum Shares {
        /** Between none and a few. */
        UNEVEN,
        /** One has all. */
        ONE_TAKES_ALL,
        /** Every other has none. */
        EVERY_OTHER,
        /** Some rows in front and behind belong to nobody. */
        GAPS;

        /** One after the other. */
        static Shares inTurn(int index) {
            return List.of(values()).get(index % values().length);
        }
    }

    /** How the operands lie and how they may be rounded. */
    record Variant(boolean strided, boolean inPlace, boolean stable, ComputePrecision precision) {
        static final Variant DENSE = new Variant(false, false, true, ComputePrecision.STRICT);
        static final Variant STRIDED = new Variant(true, false, false, ComputePrecision.STRICT);

        static Variant strided(boolean strided) {
            return strided ? STRIDED : DENSE;
        }

        Variant with(ComputePrecision other) {
            return new Variant(strided, inPlace, stable, other);
        }
    }

    private static final long SAMPLED_FROM = 8_000_000;

    /** A prime, so that all places in a tile come up. */
    private static final int SAMPLE = 97;

    GemmCase {
        epilogue = List.copyOf(epilogue);
    }

    /** A product with one matrix. */
    GemmCase(Types types, int m, int n, int k, List<Epilogue> epilogue, boolean strided) {
        this(types, m, n, k, epilogue, Experts.ONE, Variant.strided(strided));
    }

    GemmSpec spec() {
        WeightSpec weights = new WeightSpec(n, k, types.weights(), experts.count());
        // The largest m is above the actual one, as in a server whose steps vary; for some n by so much that a kernel
        // for many rows is chosen for few.
        int maxRows = n % 3 == 0 ? 4 * m + 64 : m + 3;
        return new GemmSpec(weights, types.activation(), types.output(), maxRows, variant.precision(), epilogue);
    }

    String id() {
        String scales = types.weights() instanceof WeightFormat.Grouped grouped ? ":" + name(grouped.scaleType()) : "";
        return "gemm[w=" + types.weights() + scales + ",a=" + name(types.activation()) + ",o=" + name(types.output())
                + ",m=" + m + ",n=" + n + ",k=" + k + ",ep=" + epilogueName()
                + (experts.count() > 1 ? ",experts=" + experts.count() + "," + name(experts.shares()) : "")
                + (variant.precision() == ComputePrecision.STRICT ? "" : "," + name(variant.precision()))
                + (variant.stable() ? "" : ",moving") + (variant.inPlace() ? ",inplace" : "")
                + OpCases.layout(variant.strided());
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

    /** Weights of all experts. */
    long weights() {
        return (long) n * k * experts.count();
    }

    /** Whether it is so large that only some columns are looked at. */
    boolean isSampled() {
        return epilogue.isEmpty() && weights() > SAMPLED_FROM;
    }

    /** Whether a column of the product, counted over all experts, is looked at: those at both ends and some between. */
    boolean looksAt(int column) {
        int inMatrix = column % n;
        return !isSampled() || inMatrix < 17 || inMatrix >= n - 17 || column % SAMPLE == 0;
    }

    KernelCase build() {
        return new KernelCase(
                id(),
                List.of(new Operator.Product(spec())),
                passes(),
                Tiers.byWork((long) m * n * k + weights()),
                (bench, fill) -> new GemmWorkload(this, bench, fill));
    }

    private Set<Pass> passes() {
        boolean exact = epilogue.stream().allMatch(step -> switch (step) {
            case Epilogue.Bias(), Epilogue.AddResidual() -> true;
            case Epilogue.Scale(float factor) -> factor == 0.5f || factor == 2f;
            case Epilogue.Activate(ActivationFunction function) -> function == ActivationFunction.RELU;
            default -> false;
        });
        boolean certain = variant.precision() != ComputePrecision.INT8_ACTIVATIONS;
        return exact && certain && !isSampled() ? EnumSet.of(Pass.EXACT, Pass.RANDOM) : EnumSet.of(Pass.RANDOM);
    }
}
