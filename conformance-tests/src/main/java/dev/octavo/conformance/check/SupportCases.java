package dev.octavo.conformance.check;

import dev.octavo.spi.MemoryStats;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code support} and what follows it agree on usual and on odd specs: it is pure, and {@code prepare}, {@code load} and {@code create} do what it says. */
final class SupportCases {

    private SupportCases() {}

    static Stream<ConformanceCase> all() {
        return Stream.of(
                BehaviourCase.filled("support[products]", (bench, fill) -> agree(bench, fill, OddSpecs.products())),
                BehaviourCase.filled(
                        "support[weight formats]", (bench, fill) -> agree(bench, fill, OddSpecs.formats())),
                BehaviourCase.filled("support[attention]", (bench, fill) -> agree(bench, fill, OddSpecs.attention())),
                BehaviourCase.filled("support[caches]", (bench, fill) -> agree(bench, fill, OddSpecs.caches())),
                BehaviourCase.filled("support[operators]", (bench, fill) -> agree(bench, fill, OddSpecs.operators())),
                BehaviourCase.filled("support[loading]", SupportCases::loading),
                BehaviourCase.of("support[does not depend on memory]", SupportCases::memory));
    }

    /** Asks in random order, since an answer must not depend on what was asked before. */
    private static void agree(Bench bench, Fill fill, List<Operator> operators) {
        for (int next : fill.shuffled(operators.size())) {
            Operator operator = operators.get(next);
            Support answer = operator.support(bench.backend());
            Require.that(
                    answer.equals(operator.support(bench.backend())), Check.SUPPORT, "two answers for " + operator);
            MemoryStats before = bench.backend().memory().stats();
            String refusal = prepare(bench, operator);
            BehaviourCase.requireGivenBack(before, bench.backend().memory().stats());
            compare(operator, answer, refusal);
            Require.that(
                    answer.equals(operator.support(bench.backend())),
                    Check.SUPPORT,
                    "another answer after preparing " + operator);
        }
    }

    private static void compare(Operator operator, Support answer, @Nullable String refusal) {
        switch (answer) {
            case Support.Unsupported(String reason) -> {
                Require.that(!reason.isBlank(), Check.SUPPORT, "refused without a reason: " + operator);
                Require.that(refusal != null, Check.SUPPORT, "refused (" + reason + "), but prepared: " + operator);
                Require.that(
                        String.valueOf(refusal).contains(reason),
                        Check.SUPPORT,
                        "support refuses with '" + reason + "', prepare with '" + refusal + "': " + operator);
            }
            case Support.Native(String variant) -> {
                Require.that(!variant.isBlank(), Check.SUPPORT, "supported without a variant: " + operator);
                prepared(operator, answer, refusal);
            }
            case Support.Emulated(String variant, String reason) -> {
                boolean named = !variant.isBlank() && !reason.isBlank();
                Require.that(named, Check.SUPPORT, "emulated without variant or reason: " + operator);
                prepared(operator, answer, refusal);
            }
        }
    }

    private static void prepared(Operator operator, Support answer, @Nullable String refusal) {
        Require.that(refusal == null, Check.SUPPORT, answer + ", but refused with '" + refusal + "': " + operator);
    }

    /** The reason of a refusal, or null. */
    private static @Nullable String prepare(Bench bench, Operator operator) {
        try (AutoCloseable made = operator.prepare(bench.backend())) {
            if (made instanceof Plan<?> plan) {
                Require.that(!plan.variant().isBlank(), Check.SUPPORT, "a plan without a variant: " + operator);
                Require.that(plan.workspaceBytes() >= 0, Check.SUPPORT, "a negative workspace: " + operator);
            }
            return null;
        } catch (UnsupportedSpecException e) {
            return String.valueOf(e.getMessage());
        } catch (Violation e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Violation(Check.SUPPORT, "preparing " + operator + " threw " + e);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code load} accepts a format exactly if some plain product takes it. */
    private static void loading(Bench bench, Fill fill) {
        List<WeightSpec> specs = OddSpecs.weights();
        for (int next : fill.shuffled(specs.size())) {
            WeightSpec spec = specs.get(next);
            boolean taken = OddSpecs.plain(spec).stream()
                    .anyMatch(product -> product.support(bench.backend()).isSupported());
            MemoryStats before = bench.backend().memory().stats();
            boolean loaded = load(bench, spec);
            BehaviourCase.requireGivenBack(before, bench.backend().memory().stats());
            Require.that(
                    taken == loaded,
                    Check.SUPPORT,
                    (taken ? "a product takes, but load refuses " : "no product takes, but load accepts ") + spec);
        }
    }

    private static boolean load(Bench bench, WeightSpec spec) {
        WeightSource source = OddSpecs.source(spec);
        source.parts().forEach(part -> bench.alive(part.values()));
        try (Weights weights = bench.backend().gemm().load(spec, source, bench.queue())) {
            bench.queue().await();
            Require.that(weights.spec().equals(spec), Check.SUPPORT, "weights of another spec than " + spec);
            return true;
        } catch (UnsupportedSpecException e) {
            return false;
        } catch (Violation e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Violation(Check.SUPPORT, "loading " + spec + " threw " + e);
        }
    }

    private static void memory(Bench bench) {
        KvCacheSpec huge = new KvCacheSpec(new KvLayout(1, 64, 16, DType.F16), 1 << 12, 1 << 22);
        Require.that(
                bench.backend().kvCaches().support(huge).isSupported(),
                Check.SUPPORT,
                "support refuses a cache of the core because of its size; memory is no matter of support");
    }
}
