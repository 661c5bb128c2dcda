package dev.octavo.spi.op;

import dev.octavo.spi.CommandSink;
import dev.octavo.spi.OpFamily;

/** Matrix products of activations with loaded weights. */
public interface Gemm extends OpFamily<GemmSpec, GemmArgs> {

    /**
     * Brings weights to the device, repacked as the backend likes. The source has to stay alive until the sink's commands have run, or, where it is
     * {@linkplain WeightSource#stable() stable}, until the weights are closed.
     *
     * @throws dev.octavo.spi.UnsupportedSpecException exactly when {@link #support} says no to every {@link GemmSpec} with these weights
     * @throws dev.octavo.spi.OutOfDeviceMemoryException if they do not fit
     */
    Weights load(WeightSpec spec, WeightSource source, CommandSink sink);

    /**
     * Brings weights to the device for products of one kind, so that they can be laid out for it. They are good for any other product with these weights too, perhaps a slower one. Backends with one layout for all products need
     * not override this.
     *
     * @throws dev.octavo.spi.UnsupportedSpecException if {@link #support} says no to every {@link GemmSpec} with these weights
     * @throws dev.octavo.spi.OutOfDeviceMemoryException if they do not fit
     */
    default Weights load(GemmSpec spec, WeightSource source, CommandSink sink) {
        return load(spec.weights(), source, sink);
    }
}
