package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.backend.cpu.ffi.RowFunctions;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** Rotates queries and keys in place. Scratch: a head as pairs (first members, second members), cos and sin of the token. */
final class RopePlan extends OpPlan {

    private static final int MAX_TENSORS = 8;

    private final RopeSpec spec;
    private final int half;
    private final RowsView positions = new RowsView(core);
    private final RowsView cos = new RowsView(core);
    private final RowsView sin = new RowsView(core);
    private RowsView[] tensors = {};
    private int tensorCount;
    private final long stride;

    /** For halves in f32, where there is a kernel. */
    private final Optional<RowFunctions> inOne;

    RopePlan(CpuCore core, RopeSpec spec) {
        super(core, "rope", 3, -1);
        this.spec = spec;
        half = spec.rotaryDim() / 2;
        stride = 4L * Lanes.roundUp(half) + Lanes.BYTES;
        core.scratch().reserve(6 * stride);
        boolean halves = spec.pairing() == RopeSpec.Pairing.HALVES && spec.type() == DType.F32;
        inOne = core.kernels().map(NativeKernels::rows).filter(rows -> halves);
    }

    @Override
    void bind(TensorOpArgs args, int in, int out, int outCount) {
        positions.bind("positions", args.inputs().get(in), DType.I32);
        cos.bind("cos", args.inputs().get(in + 1), DType.F32, half);
        sin.bind("sin", args.inputs().get(in + 2), DType.F32, half);
        sin.requireRows("sin", cos.count());
        if (outCount > MAX_TENSORS) {
            throw new IllegalArgumentException(
                    "a rotation has at most " + MAX_TENSORS + " outputs, not " + outCount + "; enqueue it twice");
        }
        grow(outCount);
        tensorCount = outCount;
        for (int i = 0; i < outCount; i++) {
            TensorRef ref = args.outputs().get(out + i);
            tensors[i].bind("rotated tensor", ref, spec.type(), spec.headDim());
            if (tensors[i].batch() != positions.columns) {
                throw new IllegalArgumentException("tensor " + i + " has " + tensors[i].batch() + " tokens, there are "
                        + positions.columns + " positions");
            }
        }
    }

    private void grow(int count) {
        if (tensors.length < count) {
            tensors = new RowsView[count];
            for (int i = 0; i < count; i++) {
                tensors[i] = new RowsView(core);
            }
        }
    }

    @Override
    void run() {
        int width = 0;
        for (int i = 0; i < tensorCount; i++) {
            width += tensors[i].rows() * spec.rotaryDim();
        }
        runRows(positions.columns, width);
    }

    @Override
    void rows(int worker, int from, int to) {
        MemorySegment m = core.scratch().of(worker);
        for (int token = from; token < to; token++) {
            int position = positions.segment.get(ValueLayout.JAVA_INT_UNALIGNED, positions.at(0) + 4L * token);
            if (position < 0 || position >= cos.count()) {
                throw new IllegalArgumentException("position " + position + " of token " + token
                        + " is outside the rope table's " + cos.count() + " rows");
            }
            cos.load(cos.at(position), 0, m, 4 * stride, half);
            sin.load(sin.at(position), 0, m, 5 * stride, half);
            for (int i = 0; i < tensorCount; i++) {
                rotateHeads(m, tensors[i], token);
            }
        }
    }

    private void rotateHeads(MemorySegment m, RowsView tensor, int token) {
        if (inOne.isPresent()) {
            long at = tensor.at(token, 0);
            inOne.get()
                    .rotate(tensor.segment, at, tensor.rowStride(), tensor.rows(), half, m, 4 * stride, m, 5 * stride);
            return;
        }
        for (int head = 0; head < tensor.rows(); head++) {
            rotate(m, tensor, tensor.at(token, head));
        }
    }

    private void rotate(MemorySegment m, RowsView tensor, long at) {
        long second = stride;
        if (spec.pairing() == RopeSpec.Pairing.HALVES) {
            tensor.load(at, 0, m, 0, half);
            tensor.load(at, half, m, second, half);
        } else {
            tensor.load(at, 0, m, 2 * stride, spec.rotaryDim());
            for (int j = 0; j < half; j++) {
                copy(m, 2 * stride + 8L * j, 4L * j);
                copy(m, 2 * stride + 8L * j + 4, second + 4L * j);
            }
        }
        RowKernels.rotate(m, 0, second, 4 * stride, 5 * stride, half);
        if (spec.pairing() == RopeSpec.Pairing.HALVES) {
            tensor.store(m, 0, at, 0, half);
            tensor.store(m, second, at, half, half);
        } else {
            for (int j = 0; j < half; j++) {
                copy(m, 4L * j, 2 * stride + 8L * j);
                copy(m, second + 4L * j, 2 * stride + 8L * j + 4);
            }
            tensor.store(m, 2 * stride, at, 0, spec.rotaryDim());
        }
    }

    private static void copy(MemorySegment m, long from, long to) {
        m.set(ValueLayout.JAVA_FLOAT_UNALIGNED, to, m.get(ValueLayout.JAVA_FLOAT_UNALIGNED, from));
    }
}
