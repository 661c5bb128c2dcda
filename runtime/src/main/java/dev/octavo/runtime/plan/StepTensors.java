package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.LayerGroups;
import dev.octavo.runtime.graph.Heads;
import dev.octavo.runtime.graph.Value;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCache;
import dev.octavo.tensor.Layout;

/** The tensors of a step of one shape: what a {@link Binder} makes args of. */
final class StepTensors {

    private final StepShape shape;
    private final StepInputs inputs;
    private final Activations activations;
    private final KvCache cache;
    private final LayerGroups layers;

    StepTensors(StepShape shape, StepInputs inputs, Activations activations, KvCache cache, LayerGroups layers) {
        this.shape = shape;
        this.inputs = inputs;
        this.activations = activations;
        this.cache = cache;
        this.layers = layers;
    }

    StepShape shape() {
        return shape;
    }

    KvCache cache() {
        return cache;
    }

    /** A value as a matrix. */
    TensorRef matrix(Value value) {
        return activations.tensor(value, Layout.matrix(rows(value), value.columns()), 0);
    }

    /** Heads as {@code [tokens, heads, headDim]}. */
    TensorRef heads(Heads heads) {
        Layout layout = Layout.cube(
                rows(heads.value()),
                heads.heads(),
                heads.headDim(),
                heads.value().columns());
        return activations.tensor(heads.value(), layout, heads.firstColumn());
    }

    /** Some columns of a value as a matrix. */
    TensorRef columns(Value value, int firstColumn, int columns) {
        return activations.tensor(value, Layout.matrix(rows(value), columns, value.columns()), firstColumn);
    }

    private int rows(Value value) {
        return switch (value.rows()) {
            case TOKENS -> shape.tokens();
            case LOGITS -> shape.logitRows();
        };
    }

    TensorRef tokenIds() {
        return inputs.tokenIds(shape.tokens());
    }

    TensorRef positions() {
        return inputs.positions(shape.tokens());
    }

    /** The layer of the cache that a layer of the model writes. */
    int cacheLayer(int layer) {
        return layers.cacheLayer(layer);
    }

    /** The slot mapping of a layer. */
    TensorRef slots(int layer) {
        return inputs.slots(layers.group(layer), shape.tokens());
    }

    TensorRef queryStart() {
        return inputs.queryStart(shape.sequences() + 1);
    }

    TensorRef sequenceLengths() {
        return inputs.sequenceLengths(shape.sequences());
    }

    /** The block table of a layer. */
    TensorRef blockTable(int layer) {
        return inputs.blockTable(layers.group(layer), shape.sequences());
    }

    TensorRef logitTokens() {
        return inputs.logitTokens(shape.logitRows());
    }
}
