package dev.octavo.backend.cpu;

import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import java.util.Optional;

/** Attention over paged KV in host memory. */
final class CpuAttention implements Attention {

    private final CpuCore core;

    CpuAttention(CpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(AttentionSpec spec) {
        core.checkOpen();
        return refusal(spec).<Support>map(Support.Unsupported::new).orElseGet(() -> new Support.Native(variant(spec)));
    }

    private static Optional<String> refusal(AttentionSpec spec) {
        if (!ConvertKernels.handles(spec.query()) || !ConvertKernels.handles(spec.output())) {
            return Optional.of("cpu: attention takes queries and outputs in f32, f16 and bf16, not " + spec.query()
                    + " and " + spec.output());
        }
        int head = Math.max(spec.cache().keyDim(), spec.cache().valueDim());
        if (head > CpuBackend.MAX_HEAD_DIM) {
            return Optional.of(
                    "cpu: attention has heads of at most " + CpuBackend.MAX_HEAD_DIM + " numbers, not " + head);
        }
        return CpuKvCaches.refusal(spec.cache());
    }

    private String variant(AttentionSpec spec) {
        return "online softmax over tiles of " + AttentionShape.TILE + " keys, "
                + spec.cache().type() + " cache, "
                + core.kernels()
                        .map(kernels -> "C, " + kernels.instructionSet())
                        .orElse("Vector API");
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
