package dev.octavo.spi.op;

/**
 * What is done to the result of a matrix product before it is stored. Steps run in list order on the f32 sum; those that need a tensor take the next one from
 * {@link GemmArgs#operands()}.
 */
public sealed interface Epilogue {

    /** Adds an f32 operand to each row: {@code [n]}, or for several experts row e of {@code [experts, n]}. */
    record Bias() implements Epilogue {}

    /** Multiplies by a constant. */
    record Scale(float factor) implements Epilogue {}

    /** Clips to {@code cap * tanh(x / cap)}. */
    record SoftCap(float cap) implements Epilogue {}

    /** Applies a function to each element. */
    record Activate(ActivationFunction function) implements Epilogue {}

    /**
     * Columns {@code [0, n/2)} are the gate and {@code [n/2, n)} the value: stores {@code function(gate) * value}, so the output has n/2 columns. Steps after it see n/2 columns.
     */
    record Gate(ActivationFunction function) implements Epilogue {}

    /** Adds an operand of the output's shape and type; it may be the output itself. */
    record AddResidual() implements Epilogue {}
}
