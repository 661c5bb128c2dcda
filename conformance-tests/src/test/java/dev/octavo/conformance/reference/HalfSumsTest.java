package dev.octavo.conformance.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.ConformanceCase;
import dev.octavo.conformance.check.ConformanceSuite;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.check.Tier;
import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.Backend;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel that keeps its sums in a short type must fail, whatever the type of its output. */
class HalfSumsTest {

    @ParameterizedTest
    @EnumSource(names = {"F16", "BF16"})
    void sumsInAShortTypeFail(DType sums) {
        List<ConformanceCase> plain = ConformanceSuite.cases().stream()
                .filter(c ->
                        c.tier() == Tier.SMOKE && c.id().matches("gemm\\[w=b?f(16|32),a=.*,o=b?f(16|32),m=[1-9].*"))
                .filter(c -> c.id().contains("ep=none,layout") && !c.id().contains("k=1,"))
                .toList();
        try (Backend right = ReferenceProvider.openDefault()) {
            Backend wrong = keepingSumsIn(sums, (ReferenceBackend) right);
            List<ConformanceCase> caught =
                    plain.stream().filter(c -> isCaught(c, wrong)).toList();
            assertThat(plain).hasSizeGreaterThan(20);
            assertThat(caught).hasSizeGreaterThan(plain.size() / 2);
            for (String output : new String[] {"o=f32", "o=f16", "o=bf16"}) {
                assertThat(caught).as("sums in " + sums + ", " + output).anyMatch(c -> c.id().contains(output));
            }
        }
    }

    private static boolean isCaught(ConformanceCase testCase, Backend wrong) {
        return testCase.run(wrong) instanceof Outcome.Failed failed
                && (failed.check() == Check.BOUND || failed.check() == Check.EXACT);
    }

    private static Backend keepingSumsIn(DType sums, ReferenceBackend right) {
        return WrappedFamilies.gemm(
                right, spec -> new WrappedPlan<>(right.gemm().prepare(spec)) {
                    @Override
                    void after(GemmArgs args) {
                        if (spec.weights().experts() == 1) {
                            Marshal.write(right, product(sums, spec, right, args), args.out());
                        }
                    }
                });
    }

    private static Tensor product(DType sums, GemmSpec spec, ReferenceBackend right, GemmArgs args) {
        NumberFormat format = NumberFormat.of(sums);
        Tensor a = Marshal.read(right, args.a());
        double[][] weights = ((ReferenceWeights) args.weights()).rows();
        int n = spec.weights().n();
        Tensor out = Tensor.zeros(a.rows(), n);
        for (int i = 0; i < out.values().length; i++) {
            double sum = 0;
            for (int j = 0; j < a.columns(); j++) {
                sum = format.round(sum + a.values()[i / n * a.columns() + j] * weights[i % n][j]);
            }
            out.values()[i] = sum;
        }
        return out;
    }
}
