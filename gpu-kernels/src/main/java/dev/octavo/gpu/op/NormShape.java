package dev.octavo.gpu.op;

import dev.octavo.spi.op.LayerNormSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.tensor.DType;

/** What both norms are, as one. */
record NormShape(
        int width,
        float epsilon,
        boolean centred,
        boolean hasWeight,
        float weightOffset,
        boolean hasBias,
        boolean addResidual,
        DType input,
        DType weight,
        DType output) {

    private static final int CENTRED = 1;
    private static final int ADD_RESIDUAL = 2;
    private static final int HAS_WEIGHT = 4;
    private static final int HAS_BIAS = 8;

    static NormShape of(RmsNormSpec s) {
        return new NormShape(
                s.width(),
                s.epsilon(),
                false,
                true,
                s.weightOffset(),
                false,
                s.addResidual(),
                s.input(),
                s.weight(),
                s.output());
    }

    static NormShape of(LayerNormSpec s) {
        return new NormShape(
                s.width(),
                s.epsilon(),
                true,
                s.hasWeight(),
                0f,
                s.hasBias(),
                s.addResidual(),
                s.input(),
                s.weight(),
                s.output());
    }

    int inputs() {
        return 1 + (hasWeight ? 1 : 0) + (hasBias ? 1 : 0);
    }

    /** As the kernel has them. */
    int flags() {
        return (centred ? CENTRED : 0)
                | (addResidual ? ADD_RESIDUAL : 0)
                | (hasWeight ? HAS_WEIGHT : 0)
                | (hasBias ? HAS_BIAS : 0);
    }
}
