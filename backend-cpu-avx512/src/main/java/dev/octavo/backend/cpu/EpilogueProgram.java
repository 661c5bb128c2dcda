package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.backend.cpu.ffi.RowFunctions;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * What happens to a product's tile between its sums and the output, row by row in scratch memory. With a gate, a row of a tile has its gate columns and its value
 * columns apart; steps before the gate run on both.
 */
final class EpilogueProgram {

    private final Epilogue[] steps;
    private final RowsView[] operands;
    private final int gateAt;
    private final int columns;
    private final int outputColumns;
    private final int experts;
    private final DType output;

    /** For programs of one step that there is a kernel for. */
    private final Optional<RowFunctions> inOne;

    private int expert;

    EpilogueProgram(CpuCore core, GemmSpec spec) {
        steps = spec.epilogue().toArray(Epilogue[]::new);
        columns = spec.weights().n();
        outputColumns = spec.outputColumns();
        experts = spec.weights().experts();
        output = spec.output();
        operands = new RowsView[steps.length];
        int gate = -1;
        for (int i = 0; i < operands.length; i++) {
            operands[i] = new RowsView(core);
            gate = steps[i] instanceof Epilogue.Gate ? i : gate;
        }
        gateAt = gate;
        inOne = core.kernels().map(NativeKernels::rows).filter(rows -> output == DType.F32 && isOneKnownStep());
    }

    private boolean isOneKnownStep() {
        return steps.length == 1
                && switch (steps[0]) {
                    case Epilogue.AddResidual residual -> true;
                    case Epilogue.Gate gate ->
                        gate.function() == ActivationFunction.SILU || gate.function() == ActivationFunction.GELU_TANH;
                    default -> false;
                };
    }

    /** Whether there are no steps. */
    boolean isEmpty() {
        return steps.length == 0;
    }

    /** Whether there are gate columns and value columns. */
    boolean gated() {
        return gateAt >= 0;
    }

    /** Takes over the operands of one call. */
    void bind(List<TensorRef> given, int rows) {
        int next = 0;
        for (int i = 0; i < steps.length; i++) {
            int width = i < gateAt ? columns : outputColumns;
            if (steps[i] instanceof Epilogue.Bias) {
                TensorRef bias = operand(given, next++, "bias");
                operands[i].bind("bias", bias, DType.F32, width);
                operands[i].requireRows("bias", experts);
            } else if (steps[i] instanceof Epilogue.AddResidual) {
                TensorRef residual = operand(given, next++, "residual");
                operands[i].bind("residual", residual, output, width);
                operands[i].requireRows("residual", rows);
            }
        }
        if (next != given.size()) {
            throw new IllegalArgumentException("the epilogue takes " + next + " operands, not " + given.size());
        }
    }

    private static TensorRef operand(List<TensorRef> given, int index, String what) {
        if (index >= given.size()) {
            throw new IllegalArgumentException("the epilogue's operand " + index + " (" + what + ") is missing");
        }
        return given.get(index);
    }

    /** Says which expert's bias the rows that follow get. */
    void selectExpert(int index) {
        expert = index;
    }

    /**
     * Runs all steps on a tile at once and stores the output, where there is a kernel for that; a plan's rows all go this way or none does.
     *
     * @param sums offset of the first row's sums (or gate sums) in scratch memory
     * @param values offset of its value sums, where there is a gate
     * @param stride bytes from a row to the next one, of sums and of values
     * @return whether there is one
     */
    boolean applyInOne(
            MemorySegment m,
            long sums,
            long values,
            long stride,
            RowsView out,
            int row,
            int rows,
            int column,
            int count) {
        if (inOne.isEmpty() || out.batch() != 1 || operands[0].batch() > 1) {
            return false;
        }
        long to = out.at(row) + 4L * column;
        if (steps[0] instanceof Epilogue.Gate gate) {
            boolean tanh = gate.function() == ActivationFunction.GELU_TANH;
            inOne.get().gate(m, sums, values, stride, out.segment, to, out.rowStride(), rows, count, tanh);
        } else {
            RowsView residual = operands[0];
            long from = residual.at(row) + 4L * column;
            inOne.get()
                    .add(
                            m,
                            sums,
                            stride,
                            residual.segment,
                            from,
                            residual.rowStride(),
                            out.segment,
                            to,
                            out.rowStride(),
                            rows,
                            count);
        }
        return true;
    }

    /**
     * Runs all steps on one row of a tile.
     *
     * @param m scratch memory
     * @param sums offset of the row's sums (or gate sums); the result is there afterwards
     * @param values offset of the value sums, where there is a gate
     * @param free offset of as much free memory as the row takes
     * @param row row of the output
     * @param column first output column of the tile
     * @param count columns of the tile
     */
    void apply(MemorySegment m, long sums, long values, long free, int row, int column, int count) {
        for (int i = 0; i < steps.length; i++) {
            if (i < gateAt) {
                step(i, m, sums, free, row, column, count);
                step(i, m, values, free, row, column + outputColumns, count);
            } else if (steps[i] instanceof Epilogue.Gate gate) {
                ActivationKernels.apply(gate.function(), m, sums, count);
                RowKernels.multiply(m, sums, values, count);
            } else {
                step(i, m, sums, free, row, column, count);
            }
        }
    }

    private void step(int index, MemorySegment m, long sums, long free, int row, int column, int count) {
        switch (steps[index]) {
            case Epilogue.Bias bias -> add(operands[index], expert, m, sums, free, column, count);
            case Epilogue.Scale scale -> RowKernels.scale(m, sums, count, scale.factor(), 0f);
            case Epilogue.SoftCap cap -> RowKernels.softCap(m, sums, count, cap.cap());
            case Epilogue.Activate activate -> ActivationKernels.apply(activate.function(), m, sums, count);
            case Epilogue.AddResidual residual -> add(operands[index], row, m, sums, free, column, count);
            case Epilogue.Gate gate -> throw new IllegalStateException("a gate is no plain step");
        }
    }

    private static void add(RowsView operand, int row, MemorySegment m, long sums, long free, int column, int count) {
        if (operand.type == DType.F32 && count % Lanes.L == 0) {
            RowKernels.add(m, sums, operand.segment, operand.at(row) + 4L * column, count);
            return;
        }
        operand.load(operand.at(row), column, m, free, count);
        RowKernels.add(m, sums, free, count);
    }
}
