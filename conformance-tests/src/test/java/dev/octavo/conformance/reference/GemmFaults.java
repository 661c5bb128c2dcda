package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.GemmOracle;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.tensor.DType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Matrix products that compute the wrong thing. */
final class GemmFaults {

    private GemmFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(sums(), precision(), epilogues(), experts(), loads()).flatMap(all -> all);
    }

    private static Stream<Mutant> sums() {
        Stream<Mutant> tails = IntStream.of(4, 8, 16, 32, 64)
                .mapToObj(tile ->
                        Instead.product("k-tail-" + tile, "the last k % " + tile + " products are left out", p -> {
                            dropTail(p, p.spec().weights().k() / tile * tile);
                            return p.right();
                        }));
        Stream<Mutant> others = Stream.of(
                Instead.product("k-last", "the last product of each sum is left out where k is above 64", p -> {
                    if (p.spec().weights().k() > 64) {
                        dropTail(p, p.spec().weights().k() - 1);
                    }
                    return p.right();
                }),
                Instead.product("k-first-twice", "the first product of each sum is added twice", p -> {
                    Arrays.stream(p.weights()).forEach(row -> row[0] *= 2);
                    return p.right();
                }),
                Instead.product("transposed", "square weights are read transposed", p -> {
                    double[][] w = p.weights();
                    for (int i = 0; w.length == w[0].length && i < w.length; i++) {
                        for (int j = 0; j < i; j++) {
                            double kept = w[i][j];
                            w[i][j] = w[j][i];
                            w[j][i] = kept;
                        }
                    }
                    return p.right();
                }),
                Instead.product("one-row-kernel", "the kernel for one row ignores the last column", p -> {
                    Tensor out = p.right();
                    if (p.a().rows() == 1) {
                        out.values()[out.values().length - 1] = 0;
                    }
                    return out;
                }),
                Instead.product("large-m", "from 33 rows on the first row is used for the last one too", p -> {
                    int k = p.a().columns();
                    if (p.a().rows() > 32) {
                        System.arraycopy(p.a().values(), 0, p.a().values(), (p.a().rows() - 1) * k, k);
                    }
                    return p.right();
                }),
                Instead.product("row-pitch", "rows of a second part of the weights start one number early", p -> {
                    double[] row = p.weights()[p.weights().length - 1];
                    System.arraycopy(row.clone(), 0, row, 1, row.length - 1);
                    return p.right();
                }));
        return Stream.concat(tails, others);
    }

    private static void dropTail(Instead.Product p, int from) {
        for (double[] row : p.weights()) {
            if (from > 0) {
                Arrays.fill(row, from, row.length, 0);
            }
        }
    }

    private static Stream<Mutant> precision() {
        return Stream.of(
                Instead.product("sums-f16", "sums are kept in f16", p -> accumulate(p, DType.F16, Integer.MAX_VALUE)),
                Instead.product(
                        "sums-bf16", "sums are kept in bf16", p -> accumulate(p, DType.BF16, Integer.MAX_VALUE)),
                Instead.product(
                        "partial-sums-bf16",
                        "partial sums of 32 products are stored in bf16",
                        p -> accumulate(p, DType.BF16, 32)),
                Instead.product("inputs-bf16", "f32 activations are rounded to bf16 first", p -> {
                    NumberFormat format = NumberFormat.of(DType.BF16);
                    Arrays.setAll(p.a().values(), i -> format.round(p.a().values()[i]));
                    return p.right();
                }),
                Instead.product("weights-bf16", "weights are repacked as bf16", p -> {
                    NumberFormat format = NumberFormat.of(DType.BF16);
                    for (double[] row : p.weights()) {
                        double[] old = row.clone();
                        Arrays.setAll(row, i -> format.round(old[i]));
                    }
                    return p.right();
                }),
                Instead.product(
                        "inputs-int8", "activations are quantised to 8 bits, though STRICT was asked for", p -> {
                            double largest = Arrays.stream(p.a().values())
                                    .map(Math::abs)
                                    .max()
                                    .orElse(1);
                            Arrays.setAll(
                                    p.a().values(), i -> Math.rint(p.a().values()[i] / largest * 127) / 127 * largest);
                            return p.right();
                        }),
                Instead.product("truncates", "results are cut off instead of rounded", p -> {
                    Tensor out = p.right();
                    NumberFormat format = NumberFormat.of(p.spec().output());
                    double step = 2 * format.unitRoundoff();
                    Arrays.setAll(out.values(), i -> towardsZero(out.values()[i], step));
                    return out;
                }),
                Instead.product("double-rounding", "f16 results are rounded to bf16 on the way", p -> {
                    Tensor out = p.right();
                    NumberFormat format = NumberFormat.of(DType.BF16);
                    if (p.spec().output() == DType.F16) {
                        Arrays.setAll(out.values(), i -> format.round(out.values()[i]));
                    }
                    return out;
                }),
                Instead.product("saturates", "f16 results saturate instead of becoming infinite, and at 1000", p -> {
                    Tensor out = p.right();
                    if (p.spec().output() == DType.F16) {
                        Arrays.setAll(out.values(), i -> Math.clamp(out.values()[i], -100, 100));
                    }
                    return out;
                }));
    }

    private static double towardsZero(double x, double step) {
        double unit = Math.scalb(step, Math.getExponent(x));
        return x == 0 ? x : Math.signum(x) * Math.floor(Math.abs(x) / unit) * unit;
    }

    /** Sums of which every so many terms go through a narrow format. */
    private static Tensor accumulate(Instead.Product p, DType narrow, int every) {
        NumberFormat format = NumberFormat.of(narrow);
        Tensor product = GemmOracle.product(p.spec(), p.a(), p.weights(), p.offsets());
        if (p.spec().weights().experts() > 1) {
            return p.right();
        }
        int k = p.a().columns();
        for (int i = 0; i < product.values().length; i++) {
            double[] w = p.weights()[i % product.columns()];
            int row = i / product.columns();
            double sum = 0;
            for (int j = 0; j < k; j++) {
                sum += p.a().values()[row * k + j] * w[j];
                sum = every == Integer.MAX_VALUE || j % every == every - 1 ? format.round(sum) : sum;
            }
            product.values()[i] = sum;
        }
        return GemmOracle.epilogue(p.spec(), product, p.offsets(), p.operands());
    }

    private static Stream<Mutant> epilogues() {
        return Stream.of(
                Instead.product(
                        "epilogue-reversed",
                        "the steps of an epilogue run in reverse",
                        p -> p.with(
                                        withSteps(p.spec(), p.spec().epilogue().reversed()),
                                        p.operands().reversed())
                                .right()),
                Instead.productSpec(
                        "epilogue-last",
                        "the last step of an epilogue of two and more is left out",
                        spec -> withSteps(
                                spec,
                                spec.epilogue().size() < 2 || spec.epilogue().getLast() instanceof Epilogue.Gate
                                        ? spec.epilogue()
                                        : spec.epilogue()
                                                .subList(0, spec.epilogue().size() - 1))),
                Instead.productSpec(
                        "scale-inverted",
                        "a scale divides",
                        spec -> mapped(
                                spec,
                                step -> step instanceof Epilogue.Scale(float f) ? new Epilogue.Scale(1 / f) : step)),
                Instead.productSpec(
                        "cap-forgotten",
                        "a soft cap is left out",
                        spec -> mapped(spec, step -> step instanceof Epilogue.SoftCap ? new Epilogue.Scale(1) : step)),
                Instead.productSpec(
                        "cap-hard",
                        "a soft cap has the wrong size",
                        spec -> mapped(
                                spec,
                                step -> step instanceof Epilogue.SoftCap(float c)
                                        ? new Epilogue.SoftCap(c * 2)
                                        : step)),
                Instead.productSpec(
                        "gelu-for-gelu-tanh",
                        "both forms of GELU are the same",
                        spec -> mapped(spec, GemmFaults::geluTanh)),
                Instead.productSpec(
                        "gate-function",
                        "a gate always uses SiLU",
                        spec -> mapped(
                                spec,
                                step -> step instanceof Epilogue.Gate
                                        ? new Epilogue.Gate(ActivationFunction.SILU)
                                        : step)),
                Instead.product("gate-swapped", "gate and value change places", p -> swapHalves(p)),
                Instead.product("gate-interleaved", "gate and value columns are taken in turn", p -> interleave(p)),
                Instead.product(
                        "bias-shifted", "a bias is read one column late", p -> withBias(p, GemmFaults::shifted)),
                Instead.product(
                        "bias-first",
                        "all columns get the first column's bias",
                        p -> withBias(p, bias -> {
                            double[] all = new double[bias.length];
                            Arrays.fill(all, bias[0]);
                            return all;
                        })),
                Instead.product(
                        "residual-dense", "the residual of the last row is left out where there are 5 and more", p -> {
                            Tensor out = p.right();
                            boolean residual = p.spec().epilogue().equals(List.of(new Epilogue.AddResidual()));
                            int width = out.columns();
                            for (int i = (out.rows() - 1) * width;
                                    residual && out.rows() > 4 && i < out.values().length;
                                    i++) {
                                out.values()[i] -= p.operands().getFirst().values()[i];
                            }
                            return out;
                        }));
    }

    private static Epilogue geluTanh(Epilogue step) {
        return step instanceof Epilogue.Activate(ActivationFunction f) && f == ActivationFunction.GELU_TANH
                ? new Epilogue.Activate(ActivationFunction.GELU)
                : step;
    }

    private static GemmSpec withSteps(GemmSpec spec, List<Epilogue> steps) {
        return new GemmSpec(spec.weights(), spec.activation(), spec.output(), spec.maxRows(), spec.precision(), steps);
    }

    private static GemmSpec mapped(GemmSpec spec, UnaryOperator<Epilogue> change) {
        return withSteps(spec, spec.epilogue().stream().map(change).toList());
    }

    private static boolean gated(Instead.Product p) {
        return p.spec().epilogue().stream().anyMatch(Epilogue.Gate.class::isInstance);
    }

    private static Tensor swapHalves(Instead.Product p) {
        int n = p.spec().weights().n();
        for (int expert = 0; gated(p) && expert < p.spec().weights().experts(); expert++) {
            for (int i = 0; i < n / 2; i++) {
                double[] kept = p.weights()[expert * n + i];
                p.weights()[expert * n + i] = p.weights()[expert * n + n / 2 + i];
                p.weights()[expert * n + n / 2 + i] = kept;
            }
        }
        return p.right();
    }

    private static Tensor interleave(Instead.Product p) {
        int n = p.spec().weights().n();
        double[][] old = p.weights().clone();
        for (int i = 0; gated(p) && i < n / 2; i++) {
            p.weights()[i] = old[2 * i];
            p.weights()[n / 2 + i] = old[2 * i + 1];
        }
        return p.right();
    }

    private static Tensor withBias(Instead.Product p, UnaryOperator<double[]> change) {
        List<Tensor> operands = new ArrayList<>(p.operands());
        int next = 0;
        for (Epilogue step : p.spec().epilogue()) {
            if (step instanceof Epilogue.Bias) {
                operands.set(
                        next,
                        operands.get(next).with(change.apply(operands.get(next).values())));
            }
            next += step instanceof Epilogue.Bias || step instanceof Epilogue.AddResidual ? 1 : 0;
        }
        return p.with(p.spec(), operands).right();
    }

    private static double[] shifted(double[] bias) {
        double[] late = bias.clone();
        System.arraycopy(bias, 1, late, 0, bias.length - 1);
        return late;
    }

    private static Stream<Mutant> experts() {
        return Stream.of(
                Instead.product("expert-offsets", "expert offsets are ignored: rows are shared out evenly", p -> {
                    int experts = p.offsets().length - 1;
                    int[] even = new int[experts + 1];
                    Arrays.setAll(even, i -> i * p.a().rows() / experts);
                    return p.withOffsets(even).right();
                }),
                Instead.product("expert-edge", "the last row of an expert goes to the next one", p -> {
                    int[] early = p.offsets().clone();
                    for (int i = 1; i < early.length - 1; i++) {
                        early[i] = Math.max(early[i - 1], early[i] - 1);
                    }
                    return p.withOffsets(early).right();
                }),
                Instead.product("expert-first", "all rows are multiplied with the first expert", p -> {
                    int n = p.spec().weights().n();
                    for (int i = n; i < p.weights().length; i++) {
                        p.weights()[i] = p.weights()[i % n];
                    }
                    return p.right();
                }),
                Instead.product("expert-empty", "an empty expert takes the rows of the one before it", p -> {
                    int[] offsets = p.offsets().clone();
                    for (int i = 1; i + 1 < offsets.length; i++) {
                        if (offsets[i] == offsets[i + 1]) {
                            offsets[i] = offsets[i - 1];
                        }
                    }
                    return p.withOffsets(offsets).right();
                }),
                Instead.product("expert-last", "the rows of the last expert are not written", p -> {
                    Tensor out = p.right();
                    int experts = p.offsets().length - 1;
                    int from = p.offsets()[experts - 1] * out.columns();
                    for (int i = from; experts > 1 && i < out.values().length; i++) {
                        out.values()[i] = p.before().values()[i];
                    }
                    return out;
                }));
    }

    private static Stream<Mutant> loads() {
        return Stream.of(
                Instead.load(
                        "parts-swapped",
                        "parts are stacked in reverse",
                        (spec, source) -> new WeightSource(source.parts().reversed(), source.stable())),
                Instead.load(
                        "first-part",
                        "every part is read from the first one's place where sizes allow",
                        (spec, source) -> {
                            WeightSource.Part first = source.parts().getFirst();
                            return new WeightSource(
                                    source.parts().stream()
                                            .map(part -> part.values().byteSize()
                                                            <= first.values().byteSize()
                                                    ? new WeightSource.Part(
                                                            part.rows(),
                                                            first.values()
                                                                    .asSlice(
                                                                            0,
                                                                            part.values()
                                                                                    .byteSize()),
                                                            part.scales(),
                                                            part.zeroPoints())
                                                    : part)
                                            .toList(),
                                    source.stable());
                        }),
                Instead.load("last-row", "the last row of the last part is zero", (spec, source) -> {
                    WeightSource.Part last = source.parts().getLast();
                    MemorySegment copy = Arena.ofAuto().allocate(last.values().byteSize(), 64);
                    copy.copyFrom(last.values());
                    long row = copy.byteSize() / last.rows();
                    copy.asSlice(copy.byteSize() - row).fill((byte) 0);
                    List<WeightSource.Part> parts = new ArrayList<>(source.parts());
                    parts.set(
                            parts.size() - 1,
                            new WeightSource.Part(last.rows(), copy, last.scales(), last.zeroPoints()));
                    return new WeightSource(parts, source.stable());
                }));
    }
}
