package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuPlan;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One matrix product, of one expert or several. */
final class GemmPlan extends GpuPlan<GemmArgs> {

    private final GemmSpec spec;
    private final WeightSpec weightSpec;
    private final GemmKernels kernels;
    private final EpilogueSteps epilogue;
    private final Optional<LibraryProducts> library;
    private final PackedFormat format;

    GemmPlan(GpuCore core, GemmSpec spec, String variant, GemmKernels kernels) {
        super(core, variant);
        this.spec = spec;
        weightSpec = spec.weights();
        this.kernels = kernels;
        epilogue = new EpilogueSteps(spec);
        library = LibraryProducts.of(core, spec, epilogue);
        format = PackedFormat.of(weightSpec);
    }

    @Override
    public long workspaceBytes() {
        return library.map(LibraryProducts::workspaceBytes).orElse(0L);
    }

    @Override
    protected void enqueue(GpuSink sink, GemmArgs args, @Nullable GpuBuffer workspace) {
        GpuWeights weights = weights(args);
        int rows = check(args);
        if (workspace != null && library.isPresent() && library.get().takes(args, weights, rows)) {
            library.get().enqueue(sink, args, weights, workspace, rows);
            return;
        }
        launch(sink, args, weights, kernels.forRows(rowsTogether(rows)), rows);
    }

    private void launch(GpuSink sink, GemmArgs args, GpuWeights weights, GemmKernels.Tile tile, int rows) {
        for (WeightPiece piece : weights.pieces()) {
            launch(sink, args, piece, tile, rows);
        }
    }

    /** The product by one of its kernels, to measure it. */
    void enqueueBy(GemmKernels.Tile tile, GpuSink sink, GemmArgs args) {
        launch(sink, args, weights(args), tile, check(args));
    }

    private GpuWeights weights(GemmArgs args) {
        if (!(args.weights() instanceof GpuWeights own) || !own.belongsTo(core)) {
            throw new IllegalArgumentException("the weights were not loaded by this " + core.id() + " backend");
        }
        own.pieces();
        if (!own.spec().equals(weightSpec)) {
            throw new IllegalArgumentException("the weights are " + own.spec() + ", planned for " + weightSpec);
        }
        return own;
    }

    private int check(GemmArgs args) {
        Operands.require("a", args.a(), spec.activation(), weightSpec.k());
        Operands.require("out", args.out(), spec.output(), spec.outputColumns());
        int rows = Operands.rows(args.a());
        Operands.requireRows("out", args.out(), rows);
        if (rows > spec.maxRows()) {
            throw new IllegalArgumentException(rows + " rows, but the plan is for at most " + spec.maxRows());
        }
        epilogue.check(core, args.operands(), rows);
        if (weightSpec.experts() > 1) {
            Operands.require("expertOffsets", offsets(args), DType.I32, weightSpec.experts() + 1);
            Operands.requireRows("expertOffsets", offsets(args), 1);
        }
        return rows;
    }

    private static TensorRef offsets(GemmArgs args) {
        return args.expertOffsets()
                .orElseThrow(() -> new IllegalArgumentException("weights of several experts need expertOffsets"));
    }

    /** Rows that are worth a kernel: with experts, those that one of them has where all are about equally busy, and some more. */
    private long rowsTogether(int rows) {
        int experts = weightSpec.experts();
        return experts == 1 ? rows : Math.ceilDiv(rows * 3L, experts * 2L);
    }

    private void launch(GpuSink sink, GemmArgs args, WeightPiece piece, GemmKernels.Tile tile, int rows) {
        boolean routed = weightSpec.experts() > 1;
        Launch launch = sink.start(tile.kernel());
        piece.add(launch);
        Operands.input(core, launch, args.a()).i64(Rows.stride("a", args.a()));
        Operands.output(core, launch, args.out())
                .i64(Rows.stride("out", args.out()))
                .i32(KernelNumbers.of(spec.output()))
                .i32(rows)
                .i32(weightSpec.n())
                .i32(weightSpec.k())
                .i32(format.groupSize(weightSpec.k()))
                .i32(KernelNumbers.of(spec.activation()))
                .i32(KernelNumbers.of(format.scaleType()))
                .i32(format.zeroPoints() ? 1 : 0)
                .i32(epilogue.gated() ? 1 : 0)
                .i32(routed ? 1 : 0);
        Operands.input(core, launch, routed ? offsets(args) : args.a());
        epilogue.add(core, launch, args.operands(), args.out());
        long slots = Math.ceilDiv((long) rows, tile.rows()) + (routed ? Math.min(piece.experts(), rows) : 0);
        launch.shape(tasks(piece, tile), slots, 1, tile.items(), 1, 1);
        sink.submit(launch);
    }

    /** Work-groups along the columns; with a gate, half of a tile's panels are gates. */
    private long tasks(WeightPiece piece, GemmKernels.Tile tile) {
        if (!epilogue.gated()) {
            return Math.ceilDiv((long) piece.panels() * GpuWeights.halves(weightSpec), (long) tile.panels());
        }
        return Math.ceilDiv((long) piece.panels(), Math.max(1, tile.panels() / 2));
    }
}
