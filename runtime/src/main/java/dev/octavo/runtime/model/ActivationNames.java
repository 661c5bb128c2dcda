package dev.octavo.runtime.model;

import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.ActivationFunction;

/** The names that {@code hidden_act} has in checkpoints. */
final class ActivationNames {

    private ActivationNames() {}

    static ActivationFunction function(String name) {
        return switch (name) {
            case "silu", "swish" -> ActivationFunction.SILU;
            case "gelu" -> ActivationFunction.GELU;
            case "gelu_new", "gelu_fast", "gelu_pytorch_tanh" -> ActivationFunction.GELU_TANH;
            case "quick_gelu" -> ActivationFunction.GELU_QUICK;
            case "relu" -> ActivationFunction.RELU;
            case "relu2" -> ActivationFunction.RELU_SQUARED;
            default ->
                throw new UnsupportedSpecException("unknown hidden_act '" + name
                        + "'; known are silu, gelu, gelu_new, gelu_pytorch_tanh, quick_gelu, relu, relu2");
        };
    }
}
