package dev.octavo.simulator.device;

/**
 * Overhead, and behind it the linear layers and attention, one after the other, each as long as the slower of arithmetic and memory (Williams, Waterman, Patterson 2009,
 * doi:10.1145/1498765.1498785).
 */
public final class RooflineCost implements CostModel {

    private final ModelShape model;
    private final double overhead;
    private final double flops;
    private final double bandwidth;

    /** A model on a device. */
    public RooflineCost(ModelShape model, DeviceSpec device) {
        this.model = model;
        this.overhead = device.overhead();
        this.flops = device.flops() * device.computeShare();
        this.bandwidth = device.bandwidth() * device.bandwidthShare();
    }

    @Override
    public double seconds(StepLoad load) {
        double linear = 2 * (model.layerWeights() * load.tokens() + model.headWeights() * load.rows());
        double attention = 4.0 * model.layers() * model.heads() * model.headDim() * load.pairs();
        double kv = model.kvBytesPerToken() * (load.contextTokens() + (double) load.tokens());
        return overhead
                + Math.max(linear / flops, model.bytes() / bandwidth)
                + Math.max(attention / flops, kv / bandwidth);
    }
}
