package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A case about operators: asks for support first, then runs every pass.
 *
 * @param id the case's id
 * @param operators all that it needs; the first that is refused decides
 * @param passes with which numbers it is run
 * @param tier the smallest tier that has it
 * @param imports whether dense inputs lie in imported host memory
 * @param workload opens tensors and plans
 */
record KernelCase(
        String id,
        List<Operator> operators,
        Set<Pass> passes,
        Tier tier,
        boolean imports,
        BiFunction<Bench, Fill, Workload> workload)
        implements ConformanceCase {

    /** A case that any tier may have. */
    KernelCase(String id, List<Operator> operators, Set<Pass> passes, BiFunction<Bench, Fill, Workload> workload) {
        this(id, operators, passes, Tier.SMOKE, workload);
    }

    /** A case that tiers from one on may have. */
    KernelCase(
            String id,
            List<Operator> operators,
            Set<Pass> passes,
            Tier tier,
            BiFunction<Bench, Fill, Workload> workload) {
        this(id, operators, passes, tier, false, workload);
    }

    /** The same case with its inputs in imported host memory; its id must say that they are dense. */
    KernelCase imported() {
        String other = id.replace(OpCases.layout(false), ",layout=imported]");
        return new KernelCase(other, operators, passes, tier, true, workload);
    }

    boolean isDense() {
        return id.endsWith(OpCases.layout(false));
    }

    /** A filter that lets the first case of each id pass, where grids overlap. */
    static Predicate<KernelCase> distinctIds() {
        Set<String> seen = new HashSet<>();
        return testCase -> seen.add(testCase.id());
    }

    /** The same case, but in no smaller tier than the full one. */
    KernelCase notInSmoke() {
        return tier == Tier.SMOKE ? in(Tier.FULL) : this;
    }

    /** The same case in another tier. */
    KernelCase in(Tier other) {
        return new KernelCase(id, operators, passes, other, imports, workload);
    }

    @Override
    public List<String> dtypes() {
        return operators.stream().flatMap(CaseTypes::of).distinct().toList();
    }

    @Override
    public Support support(Backend backend) {
        List<Support> answers =
                operators.stream().map(operator -> operator.support(backend)).toList();
        return answers.stream()
                .filter(Support.Unsupported.class::isInstance)
                .findFirst()
                .or(() -> answers.stream()
                        .filter(Support.Emulated.class::isInstance)
                        .findFirst())
                .orElse(answers.getFirst());
    }

    @Override
    public boolean core() {
        return operators.stream().allMatch(Core::includes);
    }

    @Override
    public Outcome run(Backend backend) {
        return run(backend, 0);
    }

    @Override
    public Outcome run(Backend backend, long rootSeed) {
        return Verdict.of(id, () -> {
            for (Operator operator : operators) {
                if (operator.support(backend) instanceof Support.Unsupported(String reason)) {
                    return refused(backend, operator, reason);
                }
            }
            double worst = 0;
            for (Pass pass : passes) {
                worst = Math.max(worst, new Drive(id, rootSeed, pass, imports, workload).run(backend));
            }
            return new Outcome.Passed(worst);
        });
    }

    private Outcome refused(Backend backend, Operator operator, String reason) {
        if (!operator.support(backend).equals(new Support.Unsupported(reason))) {
            throw new Violation(Check.SUPPORT, "support gave two answers for " + operator);
        }
        try (AutoCloseable made = operator.prepare(backend)) {
            throw new Violation(
                    Check.SUPPORT, "support said no (" + reason + "), but it was prepared: " + operator + ", " + made);
        } catch (UnsupportedSpecException e) {
            if (reason.isBlank() || !String.valueOf(e.getMessage()).contains(reason)) {
                throw new Violation(
                        Check.SUPPORT,
                        "support refused with '" + reason + "', but prepare with '" + e.getMessage() + "'");
            }
            if (core()) {
                throw new Violation(Check.SUPPORT, "this is part of the core that no backend may refuse: " + reason);
            }
            return new Outcome.Unsupported(reason);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
