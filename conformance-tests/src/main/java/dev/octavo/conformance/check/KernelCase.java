package dev.octavo.conformance.check;

import dev.octavo.spi.Backend;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A case about operators: asks for support first, then runs every pass.
 *
 * @param id the case's id
 * @param operators all that it needs; the first that is refused decides
 * @param passes with which numbers it is run
 * @param tier the smallest tier that has it
 * @param workload opens tensors and plans
 */
record KernelCase(
        String id, List<Operator> operators, Set<Pass> passes, Tier tier, BiFunction<Bench, Fill, Workload> workload)
        implements ConformanceCase {

    /** A case that any tier may have. */
    KernelCase(String id, List<Operator> operators, Set<Pass> passes, BiFunction<Bench, Fill, Workload> workload) {
        this(id, operators, passes, Tier.SMOKE, workload);
    }

    /** The same case in another tier. */
    KernelCase in(Tier other) {
        return new KernelCase(id, operators, passes, other, workload);
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
                worst = Math.max(worst, new Drive(id, rootSeed, pass, workload).run(backend));
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
