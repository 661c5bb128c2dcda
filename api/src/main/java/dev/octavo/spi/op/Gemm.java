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
}
