package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.PanelFunctions;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.WeightFormat;
import java.util.Optional;

/** Matrix products with dense weights and with those in blocks. */
final class CpuGemm implements Gemm {

    private final CpuCore core;

    CpuGemm(CpuCore core) {
        this.core = core;
    }

    @Override
    public Support support(GemmSpec spec) {
        core.checkOpen();
        String refusal = refusal(spec.weights());
        if (!refusal.isEmpty()) {
            return new Support.Unsupported(refusal);
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
        if (panels(core, spec).isPresent()) {
            return "C, integer dot products, " + spec.weights().format() + " weights in panels, 8-bit activations";
        }
        return core.kernels().map(kernels -> "C, " + kernels.instructionSet()).orElse("dot 4x4") + ", "
                + spec.weights().format() + " weights, f32 sums" + matrixUnit(spec);
    }

    /** Why products that a matrix unit could do are done without one. */
    private String matrixUnit(GemmSpec spec) {
        String lack = HostFacts.nativeLibrary().lack();
        boolean lacking = NativeTiles.bothBf16(spec)
                && !lack.isEmpty()
                && core.kernels()
                        .filter(kernels -> kernels.bf16Pairs().isPresent())
                        .filter(kernels -> kernels.matrixUnit().isEmpty())
                        .isPresent();
        return lacking ? "; no matrix unit: " + lack : "";
    }

    /** The functions for products in 8 bits, where a spec allows them, the processor has them, and the format and shape fit. */
    static Optional<PanelFunctions> panels(CpuCore core, GemmSpec spec) {
        if (spec.precision() != ComputePrecision.INT8_ACTIVATIONS
                || !(spec.weights().format() instanceof WeightFormat.Blocked blocked)
                || !PanelTiles.fits(spec)) {
            return Optional.empty();
        }
        return core.kernels().map(kernels -> kernels.panels().get(blocked.type()));
    }

    /** Why there are no kernels for weights, or nothing. */
    private static String refusal(WeightSpec spec) {
        return switch (spec.format()) {
            case WeightFormat.Dense dense when ConvertKernels.handles(dense.type()) -> "";
            case WeightFormat.Blocked blocked when spec.k() % blocked.type().weights() == 0 -> "";
            case WeightFormat.Blocked blocked ->
                "cpu: rows of " + spec.k() + " " + blocked + " weights are not whole blocks of "
                        + blocked.type().weights();
            default ->
                "cpu: no kernels for " + spec.format()
                        + " weights yet; dense f32, f16 and bf16, and the blocks of GGUF files are supported";
        };
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
        return load(spec, source, sink, spec.experts());
    }

    private CpuWeights load(WeightSpec spec, WeightSource source, CommandSink sink, int runs) {
        core.checkOpen();
        CpuSink.of(core, sink);
        String refusal = refusal(spec);
        if (!refusal.isEmpty()) {
            throw new UnsupportedSpecException(refusal);
        }
        return new CpuWeights(core, spec, source, runs);
    }

    @Override
    public Weights load(GemmSpec spec, WeightSource source, CommandSink sink) {
        boolean gated = spec.epilogue().stream().anyMatch(Epilogue.Gate.class::isInstance);
        int runs = spec.weights().experts() * (gated ? 2 : 1);
        CpuWeights weights = load(spec.weights(), source, sink, runs);
        panels(core, spec).ifPresent(functions -> weights.pack(core, functions, source, runs));
        return weights;
    }
}
