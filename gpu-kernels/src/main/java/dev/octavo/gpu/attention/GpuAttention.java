package dev.octavo.gpu.attention;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.AttentionVariant;
import java.util.List;
import java.util.Optional;

/** Attention over paged KV in device memory. */
public final class GpuAttention implements Attention {

    /** Largest head dimension. */
    public static final int MAX_HEAD_DIM = 576;

    private final GpuCore core;

    /** @param core of the backend */
    public GpuAttention(GpuCore core) {
        this.core = core;
    }

    @Override
    public List<AttentionVariant> variants() {
        core.checkOpen();
        return AttentionChoice.variants(core);
    }

    @Override
    public Support support(AttentionSpec spec) {
        core.checkOpen();
        return refusal(spec).<Support>map(Support.Unsupported::new).orElseGet(() -> new Support.Native(variant(spec)));
    }

    private Optional<String> refusal(AttentionSpec spec) {
        if (!GpuKvCaches.computes(spec.query()) || !GpuKvCaches.computes(spec.output())) {
            return Optional.of(core.id() + ": attention takes queries and outputs in f32, f16 and bf16, not "
                    + spec.query() + " and " + spec.output());
        }
        int head = Math.max(spec.cache().keyDim(), spec.cache().valueDim());
        if (head > MAX_HEAD_DIM) {
            return Optional.of(
                    core.id() + ": attention has heads of at most " + MAX_HEAD_DIM + " numbers, not " + head);
        }
        return GpuKvCaches.refusal(core, spec.cache()).or(() -> AttentionChoice.refusal(core, spec));
    }

    private String variant(AttentionSpec spec) {
        return "online softmax over tiles of keys, splits merged in order, "
                + spec.cache().type() + " cache, " + kind(spec);
    }

    private String kind(AttentionSpec spec) {
        return switch (AttentionChoice.kind(core, spec)) {
            case HOPPER -> "matrix units of warpgroups";
            case UNITS ->
                "matrix units"
                        + (core.driver().hasWarpgroups()
                                ? " (not of warpgroups: " + AttentionChoice.refusal(core, spec, AttentionKind.HOPPER)
                                        + ")"
                                : "");
            case GROUPS ->
                "local memory (no matrix units: " + AttentionChoice.refusal(core, spec, AttentionKind.UNITS) + ")";
            case VECTORS -> "vectors";
        };
    }

    @Override
    public Plan<AttentionArgs> prepare(AttentionSpec spec) {
        core.checkOpen();
        refusal(spec).ifPresent(reason -> {
            throw new UnsupportedSpecException(reason);
        });
        return new AttentionPlan(core, spec, variant(spec));
    }
}
