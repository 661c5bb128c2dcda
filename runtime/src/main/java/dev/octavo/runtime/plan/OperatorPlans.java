package dev.octavo.runtime.plan;

import dev.octavo.spi.Backend;
import dev.octavo.spi.OpFamily;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Asks the backend for operators and prepares each spec once. */
final class OperatorPlans implements AutoCloseable {

    private final Backend backend;
    private final PlanReport report;
    private final Map<Object, Plan<?>> plans = new HashMap<>();
    private long workspaceBytes;

    OperatorPlans(Backend backend, PlanReport report) {
        this.backend = backend;
        this.report = report;
    }

    /** Whether the backend takes a fused spec; a refusal is noted, since the caller then splits it. */
    boolean takes(GemmSpec spec) {
        return takes("gemm", backend.gemm().support(spec));
    }

    boolean takes(TensorOpSpec spec) {
        return takes(name(spec), backend.ops().support(spec));
    }

    private boolean takes(String operator, Support support) {
        if (!support.isSupported()) {
            report.accept(operator, support);
        }
        return support.isSupported();
    }

    Plan<GemmArgs> gemm(GemmSpec spec) {
        return prepare("gemm", backend.gemm(), spec);
    }

    Plan<AttentionArgs> attention(AttentionSpec spec) {
        return prepare("attention", backend.attention(), spec);
    }

    Plan<TensorOpArgs> op(TensorOpSpec spec) {
        return prepare(name(spec), backend.ops(), spec);
    }

    static String name(TensorOpSpec spec) {
        return spec.getClass().getSimpleName().replace("Spec", "").toLowerCase(Locale.ROOT);
    }

    @SuppressWarnings("unchecked") // A spec is prepared by one family only, so its plan takes that family's args.
    private <S, A> Plan<A> prepare(String operator, OpFamily<S, A> family, S spec) {
        Plan<?> known = plans.get(spec);
        if (known == null) {
            Support support = family.support(spec);
            if (support instanceof Support.Unsupported no) {
                throw new UnsupportedSpecException("device " + backend.device().address() + " cannot run " + operator
                        + ": " + no.reason() + " (" + spec + ")");
            }
            known = family.prepare(spec);
            plans.put(spec, known);
            workspaceBytes = Math.max(workspaceBytes, known.workspaceBytes());
            report.accept(operator, support);
        }
        return (Plan<A>) known;
    }

    /** Scratch memory that any of the plans needs; they run one after the other and share it. */
    long workspaceBytes() {
        return workspaceBytes;
    }

    @Override
    public void close() {
        plans.values().forEach(Plan::close);
    }
}
