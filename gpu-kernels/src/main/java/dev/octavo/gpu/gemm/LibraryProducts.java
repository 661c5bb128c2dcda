package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.GpuSink;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.LazyKernel;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.DenseLibrary;
import dev.octavo.gpu.driver.GpuKernel;
import dev.octavo.gpu.driver.KernelKey;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.Optional;

/**
 * Products of many rows by a vendor's library. It wants weights row by row, so panels are unpacked for it slice by slice, each small enough to be in the cache still when it is multiplied. An epilogue
 * other than a residual follows in a kernel, over sums in f32.
 */
final class LibraryProducts {

    /** Bytes of weights that are unpacked at a time, and of sums. */
    private static final long SLICE = 32L << 20;

    private static final long SUMS = 128L << 20;
    private static final int MULTIPLE = 16;
    private static final int ITEMS = 256;
    private static final int MOST_ROWS = 65_535;
    private static final int ALIGNMENT = 256;

    private final GpuCore core;
    private final GemmSpec spec;
    private final DenseLibrary library;
    private final EpilogueSteps epilogue;
    private final LazyKernel unpack;
    private final GpuKernel product;
    private final Optional<LazyKernel> finish;
    private final int slicePanels;
    private final int sliceRows;

    private LibraryProducts(GpuCore core, GemmSpec spec, EpilogueSteps epilogue, DenseLibrary library) {
        this.core = core;
        this.spec = spec;
        this.epilogue = epilogue;
        this.library = library;
        WeightSpec weights = spec.weights();
        DType type = spec.activation();
        boolean direct = spec.epilogue().isEmpty() || onlyResidual();
        unpack = core.kernel(KernelKey.of("gemm_unpack", "gemm_unpack", "FORMAT", type, "LANES", 1));
        product = library.product(type, direct ? spec.output() : DType.F32);
        finish = direct
                ? Optional.empty()
                : Optional.of(core.kernel(
                        KernelKey.of("gemm_finish", "gemm_finish", "FORMAT", "F32", "LANES", 1, "ACT", "F32")));
        long panelBytes = (long) PackedFormat.PANEL * type.bytes() * weights.k();
        slicePanels = Math.clamp(SLICE / panelBytes, 1, GpuWeights.panels(weights));
        sliceRows = direct
                ? spec.maxRows()
                : Math.clamp(SUMS / (Float.BYTES * (long) weights.n()), 1, Math.min(MOST_ROWS, spec.maxRows()));
    }

    /** The library's way, where there is one for a spec. */
    static Optional<LibraryProducts> of(GpuCore core, GemmSpec spec, EpilogueSteps epilogue) {
        return library(core, spec).map(library -> new LibraryProducts(core, spec, epilogue, library));
    }

    /** The library that multiplies large batches of a spec. */
    static Optional<DenseLibrary> library(GpuCore core, GemmSpec spec) {
        return fits(spec)
                ? core.driver()
                        .denseLibrary()
                        .filter(library -> spec.maxRows() >= library.fewestRows()
                                && library.multiplies(spec.activation(), spec.output())
                                && library.multiplies(spec.activation(), DType.F32))
                : Optional.empty();
    }

    /** Why there is no library for what one would multiply, or nothing. */
    static String lack(GpuCore core, GemmSpec spec) {
        return fits(spec) ? core.driver().denseLibraryLack() : "";
    }

    private static boolean fits(GemmSpec spec) {
        WeightSpec weights = spec.weights();
        return weights.format() instanceof WeightFormat.Dense(DType type)
                && type == spec.activation()
                && (type == DType.F16 || type == DType.BF16)
                && weights.experts() == 1
                && weights.n() % MULTIPLE == 0
                && weights.k() % MULTIPLE == 0;
    }

    private boolean onlyResidual() {
        return spec.epilogue().size() == 1 && spec.epilogue().getFirst() instanceof Epilogue.AddResidual;
    }

    private long weightBytes() {
        return align((long) slicePanels
                * PackedFormat.PANEL
                * spec.activation().bytes()
                * spec.weights().k());
    }

    private long sumBytes() {
        return finish.isPresent()
                ? align((long) Float.BYTES * sliceRows * spec.weights().n())
                : 0;
    }

    private static long align(long bytes) {
        return Math.ceilDiv(bytes, (long) ALIGNMENT) * ALIGNMENT;
    }

    /** Weights, then sums, then what the library wants. */
    long workspaceBytes() {
        return weightBytes() + sumBytes() + library.workspaceBytes();
    }

    /** Whether a call is for the library; it was checked. */
    boolean takes(GemmArgs args, GpuWeights weights, int rows) {
        return rows >= library.fewestRows()
                && weights.pieces().size() == 1
                && isAligned(args.a())
                && (finish.isPresent()
                        || (isAligned(args.out()) && args.operands().stream().allMatch(this::isAligned)));
    }

    private boolean isAligned(TensorRef ref) {
        long start = GpuBuffer.of(core, ref.buffer()).offset() + ref.byteOffset();
        long step = Rows.stride("tensor", ref) * ref.type().bytes();
        return (start | step) % library.alignment() == 0;
    }

    void enqueue(GpuSink sink, GemmArgs args, GpuWeights weights, GpuBuffer workspace, int rows) {
        WeightPiece piece = weights.pieces().getFirst();
        int half = spec.weights().n() / GpuWeights.halves(spec.weights());
        for (int first = 0; first < rows; first += sliceRows) {
            int count = Math.min(sliceRows, rows - first);
            for (int column = 0; column < spec.weights().n(); ) {
                int inHalf = column % half;
                int columns = Math.min(slicePanels * PackedFormat.PANEL, half - inHalf);
                unpack(sink, piece, column / half, inHalf, columns, workspace);
                multiply(sink, args, workspace, first, count, column, columns);
                column += columns;
            }
            if (finish.isPresent()) {
                finish(sink, finish.get(), args, workspace, first, count);
            }
        }
    }

    private void unpack(GpuSink sink, WeightPiece piece, int half, int inHalf, int columns, GpuBuffer workspace) {
        long panel = (long) half * piece.panels() + inHalf / PackedFormat.PANEL;
        Launch launch = sink.start(unpack)
                .buffer(piece.buffer().device(), piece.buffer().offset() + panel * piece.panelBytes())
                .i64(piece.panelBytes())
                .buffer(workspace.device(), workspace.offset())
                .i32(columns)
                .i32(spec.weights().k());
        long pieces = columns * (spec.weights().k() / 8L);
        sink.submit(launch.shape(Math.ceilDiv(pieces, (long) ITEMS), ITEMS));
    }

    private void multiply(
            GpuSink sink, GemmArgs args, GpuBuffer workspace, int first, int rows, int column, int columns) {
        Launch launch = sink.start(product).buffer(workspace.device(), workspace.offset());
        tensor(launch, args.a(), first, 0);
        if (finish.isPresent()) {
            launch.buffer(workspace.device(), workspace.offset() + weightBytes() + (long) Float.BYTES * column)
                    .i64(spec.weights().n());
        } else {
            tensor(launch, args.out(), first, column);
        }
        launch.i32(rows).i32(columns).i32(spec.weights().k());
        boolean added = finish.isEmpty() && !args.operands().isEmpty();
        launch.i32(added ? 1 : 0);
        tensor(launch, added ? args.operands().getFirst() : args.out(), first, column);
        launch.buffer(workspace.device(), workspace.offset() + weightBytes() + sumBytes());
        sink.submit(launch.shape(1, 1));
    }

    private void tensor(Launch launch, TensorRef ref, int row, int column) {
        GpuBuffer buffer = GpuBuffer.of(core, ref.buffer());
        long stride = Rows.stride("tensor", ref);
        long inside = (row * stride + column) * ref.type().bytes();
        launch.buffer(buffer.device(), buffer.offset() + ref.byteOffset() + inside)
                .i64(stride);
    }

    private void finish(GpuSink sink, LazyKernel kernel, GemmArgs args, GpuBuffer workspace, int first, int rows) {
        Launch launch = sink.start(kernel).buffer(workspace.device(), workspace.offset() + weightBytes());
        launch.i64(0).i32(0).i32(1).i32(first).i32(0);
        Operands.memory(core, launch, args.a()).i64(Rows.stride("a", args.a()));
        Operands.memory(core, launch, args.out())
                .i64(Rows.stride("out", args.out()))
                .i32(KernelNumbers.of(spec.output()))
                .i32(rows)
                .i32(spec.weights().n())
                .i32(spec.weights().k())
                .i32(0)
                .i32(KernelNumbers.of(spec.activation()))
                .i32(0)
                .i32(0)
                .i32(epilogue.gated() ? 1 : 0)
                .i32(0);
        Operands.memory(core, launch, args.a());
        List<TensorRef> operands = args.operands();
        epilogue.add(core, launch, operands, args.out());
        sink.submit(launch.shape(Math.ceilDiv((long) spec.outputColumns(), (long) ITEMS), rows, 1, ITEMS, 1, 1));
    }
}
