package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.AttentionVariant;
import java.util.List;
import java.util.Optional;

/** Attention over paged KV in host memory. */
final class CpuAttention implements Attention {

    private static final String IN_C = "c";
    private static final String VECTOR_API = "vector-api";

    private final CpuCore core;
    private final Optional<NativeKernels> kernels;

    /** @param wanted the variant to be used, if any */
    CpuAttention(CpuCore core, Optional<String> wanted) {
        this.core = core;
        kernels = core.kernels().filter(inC -> wanted.filter(VECTOR_API::equals).isEmpty());
    }

    @Override
    public List<AttentionVariant> variants() {
        core.checkOpen();
        return List.of(
                core.kernels().isPresent()
                        ? AttentionVariant.usable(IN_C)
                        : AttentionVariant.refused(
                                IN_C, "there are no kernels in C, or the option kernels left them out"),
                AttentionVariant.usable(VECTOR_API));
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
                + kernels.map(inC -> "C, " + inC.instructionSet()).orElse("Vector API");
    }

    @Override
    public Plan<AttentionArgs> prepare(AttentionSpec spec) {
        core.checkOpen();
        refusal(spec).ifPresent(reason -> {
            throw new UnsupportedSpecException(reason);
        });
        return new AttentionPlan(core, spec, variant(spec), kernels);
    }
}
