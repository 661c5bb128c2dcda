package dev.octavo.backend.cpu;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;

/** Matrix products with dense weights. */
final class CpuGemm implements Gemm {

    private final CpuCore core;

    CpuGemm(CpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(GemmSpec spec) {
        if (!handles(spec.weights().format())) {
            return new Support.Unsupported(refusal(spec.weights().format()));
        }
        if (!ConvertKernels.handles(spec.activation()) || !ConvertKernels.handles(spec.output())) {
            return new Support.Unsupported(
                    "cpu: matrix products take activations and outputs in f32, f16 and bf16, not " + spec.activation()
                            + " and " + spec.output());
        }
        long gates =
                spec.epilogue().stream().filter(Epilogue.Gate.class::isInstance).count();
        if (gates > 1 || (gates == 1 && spec.weights().n() % 2 != 0)) {
            return new Support.Unsupported("cpu: an epilogue has at most one gate, over an even number of columns");
        }
        return new Support.Native(variant(spec));
    }

    private String variant(GemmSpec spec) {
        return core.kernels().map(kernels -> "C, " + kernels.instructionSet()).orElse("dot 4x4") + ", "
                + spec.weights().format() + " weights, f32 sums";
    }

    /** The type of weights that are handled. */
    static DType denseType(WeightSpec spec) {
        return ((WeightFormat.Dense) spec.format()).type();
    }

    private static boolean handles(WeightFormat format) {
        return format instanceof WeightFormat.Dense dense && ConvertKernels.handles(dense.type());
    }

    private static String refusal(WeightFormat format) {
        return "cpu: no kernels for " + format + " weights yet; dense f32, f16 and bf16 are supported";
    }

    @Override
    public Plan<GemmArgs> prepare(GemmSpec spec) {
        core.checkOpen();
        if (support(spec) instanceof Support.Unsupported no) {
            throw new UnsupportedSpecException(no.reason());
        }
        return new GemmPlan(core, spec, variant(spec));
    }

    @Override
    public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
        core.checkOpen();
        CpuSink.of(sink);
        if (!(spec.format() instanceof WeightFormat.Dense dense) || !handles(dense)) {
            throw new UnsupportedSpecException(refusal(spec.format()));
        }
        return new CpuWeights(spec, dense.type(), source, core.memory());
    }
}
