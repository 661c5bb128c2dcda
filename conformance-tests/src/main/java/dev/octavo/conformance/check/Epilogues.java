package dev.octavo.conformance.check;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.Epilogue;
import java.util.ArrayList;
import java.util.List;

/** What is done behind products: each step alone, in chains, and in chains of another order. */
final class Epilogues {

    private static final Epilogue BIAS = new Epilogue.Bias();
    private static final Epilogue HALF = new Epilogue.Scale(0.5f);
    private static final Epilogue RESIDUAL = new Epilogue.AddResidual();
    private static final Epilogue GATE = new Epilogue.Gate(ActivationFunction.SILU);

    static final List<Epilogue> BIAS_RESIDUAL = List.of(BIAS, RESIDUAL);

    private Epilogues() {}

    static List<List<Epilogue>> all() {
        List<List<Epilogue>> lists = new ArrayList<>(List.of(
                List.of(BIAS),
                List.of(HALF),
                List.of(RESIDUAL),
                List.of(new Epilogue.SoftCap(30)),
                List.of(BIAS, HALF),
                List.of(HALF, BIAS),
                BIAS_RESIDUAL,
                List.of(RESIDUAL, BIAS),
                List.of(RESIDUAL, RESIDUAL),
                List.of(BIAS, BIAS, HALF),
                List.of(GATE),
                List.of(BIAS, GATE),
                List.of(GATE, BIAS),
                List.of(HALF, BIAS, GATE, HALF),
                List.of(GATE, RESIDUAL),
                List.of(new Epilogue.SoftCap(3), GATE),
                List.of(new Epilogue.Scale(0.125f), new Epilogue.SoftCap(5), BIAS),
                List.of(BIAS, new Epilogue.Activate(ActivationFunction.RELU), HALF, RESIDUAL)));
        for (ActivationFunction function : ActivationFunction.values()) {
            lists.add(List.of(new Epilogue.Scale(0.25f), new Epilogue.Activate(function)));
            if (function != ActivationFunction.SILU) {
                lists.add(List.of(new Epilogue.Gate(function)));
            }
        }
        return lists;
    }
}
