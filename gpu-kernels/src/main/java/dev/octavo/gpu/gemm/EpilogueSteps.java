package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuBuffer;
import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.core.KernelNumbers;
import dev.octavo.gpu.core.Operands;
import dev.octavo.gpu.driver.Launch;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.tensor.DType;
import java.util.List;

/** The epilogue of a product as arguments of its kernels: a byte for each step, numbers and tensors; {@code gemm.h} says how. */
final class EpilogueSteps {

    private static final int MOST_STEPS = 8;
    private static final int MOST_NUMBERS = 4;
    private static final int MOST_OPERANDS = 4;
    private static final int FUNCTION_SHIFT = 3;

    private static final int BIAS = 1;
    private static final int SCALE = 2;
    private static final int CAP = 3;
    private static final int ACTIVATE = 4;
    private static final int GATE = 5;
    private static final int RESIDUAL = 6;

    private final GemmSpec spec;
    private final boolean gated;
    private final float[] numbers = new float[MOST_NUMBERS];
    private final long code;

    EpilogueSteps(GemmSpec spec) {
        this.spec = spec;
        gated = spec.epilogue().stream().anyMatch(Epilogue.Gate.class::isInstance);
        long steps = 0;
        int count = 0;
        int at = 0;
        for (Epilogue step : spec.epilogue()) {
            if (step instanceof Epilogue.Scale(float factor)) {
                numbers[count++] = factor;
            } else if (step instanceof Epilogue.SoftCap(float cap)) {
                numbers[count++] = cap;
            }
            steps |= (long) code(step) << at;
            at += Byte.SIZE;
        }
        code = steps;
    }

    private static int code(Epilogue step) {
        return switch (step) {
            case Epilogue.Bias bias -> BIAS;
            case Epilogue.Scale scale -> SCALE;
            case Epilogue.SoftCap cap -> CAP;
            case Epilogue.Activate activate -> ACTIVATE | KernelNumbers.of(activate.function()) << FUNCTION_SHIFT;
            case Epilogue.Gate gate -> GATE | KernelNumbers.of(gate.function()) << FUNCTION_SHIFT;
            case Epilogue.AddResidual residual -> RESIDUAL;
        };
    }

    private static boolean takesTensor(Epilogue step) {
        return step instanceof Epilogue.Bias || step instanceof Epilogue.AddResidual;
    }

    private static boolean takesNumber(Epilogue step) {
        return step instanceof Epilogue.Scale || step instanceof Epilogue.SoftCap;
    }

    /** Why kernels cannot do it, or nothing. */
    static String refusal(String id, GemmSpec spec) {
        List<Epilogue> steps = spec.epilogue();
        long gates = steps.stream().filter(Epilogue.Gate.class::isInstance).count();
        if (gates > 1 || (gates == 1 && spec.weights().n() % 2 != 0)) {
            return id + ": an epilogue has at most one gate, over an even number of columns";
        }
        boolean fits = steps.size() <= MOST_STEPS
                && steps.stream().filter(EpilogueSteps::takesTensor).count() <= MOST_OPERANDS
                && steps.stream().filter(EpilogueSteps::takesNumber).count() <= MOST_NUMBERS;
        return fits
                ? ""
                : id + ": an epilogue has at most " + MOST_STEPS + " steps, " + MOST_OPERANDS + " tensors and "
                        + MOST_NUMBERS + " numbers";
    }

    /** Whether the second half of the columns are values of gates in the first. */
    boolean gated() {
        return gated;
    }

    /**
     * Checks the operands of a call.
     *
     * @throws IllegalArgumentException if they are not those of the steps
     */
    void check(GpuCore core, List<TensorRef> operands, int rows) {
        int next = 0;
        int columns = spec.weights().n();
        for (Epilogue step : spec.epilogue()) {
            columns = step instanceof Epilogue.Gate ? spec.outputColumns() : columns;
            if (!takesTensor(step)) {
                continue;
            }
            boolean bias = step instanceof Epilogue.Bias;
            String what = bias ? "bias" : "residual";
            if (next == operands.size()) {
                throw new IllegalArgumentException("the epilogue's operand " + next + " (" + what + ") is missing");
            }
            TensorRef operand = operands.get(next++);
            Operands.require(what, operand, bias ? DType.F32 : spec.output(), columns);
            Operands.requireRows(what, operand, bias ? spec.weights().experts() : rows);
            Rows.stride(what, operand);
            GpuBuffer.of(core, operand.buffer());
        }
        if (next != operands.size()) {
            throw new IllegalArgumentException("the epilogue takes " + next + " operands, not " + operands.size());
        }
    }

    /** Adds the arguments; those of steps that are not there are never read. */
    void add(GpuCore core, Launch launch, List<TensorRef> operands, TensorRef unused) {
        launch.i64(code);
        for (float number : numbers) {
            launch.f32(number);
        }
        for (int i = 0; i < MOST_OPERANDS; i++) {
            TensorRef operand = i < operands.size() ? operands.get(i) : unused;
            Operands.input(core, launch, operand).i64(Rows.stride("operand", operand));
        }
    }
}
