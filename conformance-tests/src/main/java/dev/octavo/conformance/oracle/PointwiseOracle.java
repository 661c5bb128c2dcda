package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import org.jspecify.annotations.Nullable;

/** Operators that look at each element by itself. */
public final class PointwiseOracle {

    private PointwiseOracle() {}

    /** Applies a function; with a gate, to the gate, and multiplies by x. */
    public static Tensor activate(ActivationSpec spec, @Nullable Tensor gate, Tensor x) {
        double[] out = new double[x.values().length];
        for (int i = 0; i < out.length; i++) {
            double value = x.values()[i];
            out[i] = gate == null
                    ? Functions.apply(spec.function(), value)
                    : Functions.apply(spec.function(), gate.values()[i]) * value;
        }
        return x.with(out);
    }

    /** Combines two tensors. */
    public static Tensor combine(ElementwiseSpec spec, Tensor a, Tensor b) {
        double[] out = new double[a.values().length];
        for (int i = 0; i < out.length; i++) {
            double left = a.values()[i];
            double right = b.values()[spec.broadcast() ? i % a.columns() : i];
            out[i] = switch (spec.operation()) {
                case ADD -> left + right;
                case SUBTRACT -> left - right;
                case MULTIPLY -> left * right;
            };
        }
        return a.with(out);
    }

    /** Picks rows of a table; an id outside it gives zeros. */
    public static Tensor gather(GatherSpec spec, Tensor table, int[] ids) {
        Tensor out = Tensor.zeros(ids.length, table.columns());
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= table.rows()) {
                continue;
            }
            for (int column = 0; column < table.columns(); column++) {
                out.values()[i * table.columns() + column] =
                        spec.scale() * table.values()[ids[i] * table.columns() + column];
            }
        }
        return out;
    }
}
