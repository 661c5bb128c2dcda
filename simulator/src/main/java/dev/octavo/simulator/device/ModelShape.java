package dev.octavo.simulator.device;

/**
 * A decoder's sizes, as far as cost depends on them.
 *
 * @param layers of the decoder
 * @param hidden width
 * @param intermediate width of the gated MLP
 * @param heads of queries
 * @param kvHeads of keys and values
 * @param headDim of each head
 * @param vocabulary rows of the head
 * @param weightBytes of one weight
 * @param kvBytes of one key or value
 */
public record ModelShape(
        int layers,
        int hidden,
        int intermediate,
        int heads,
        int kvHeads,
        int headDim,
        int vocabulary,
        double weightBytes,
        double kvBytes) {

    /** Weights of the layers that every token meets. */
    public double layerWeights() {
        double attention = (double) hidden * headDim * (2.0 * heads + 2.0 * kvHeads);
        return layers * (attention + 3.0 * hidden * intermediate);
    }

    /** Weights of the head, or of the embedding that it shares. */
    public double headWeights() {
        return (double) vocabulary * hidden;
    }

    /** Bytes of the weights that a step reads. */
    public double bytes() {
        return (layerWeights() + headWeights()) * weightBytes;
    }

    /** Bytes of the keys and values of one token. */
    public double kvBytesPerToken() {
        return 2.0 * layers * kvHeads * headDim * kvBytes;
    }
}
