package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.graph.Value;
import dev.octavo.spi.op.ActivationSpec;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.tensor.DType;

/** What nodes other than matrix products ask of a backend, as specs; those are {@link ProjectionSpecs}'s. */
final class NodeSpecs {

    private final WeightTypes types;
    private final PlanOptions options;
    private final Value logits;

    /** @param logits the graph's result, which samplers read as F32 */
    NodeSpecs(WeightTypes types, PlanOptions options, Value logits) {
        this.types = types;
        this.options = options;
        this.logits = logits;
    }

    private DType activation() {
        return options.activationType();
    }

    GatherSpec embed(Node.Embed node) {
        return new GatherSpec(node.out().columns(), types.table(node.table()), activation(), node.scale());
    }

    GatherSpec pick(Node.PickRows node) {
        return new GatherSpec(node.out().columns(), activation(), activation(), 1);
    }

    RmsNormSpec norm(Node.RmsNorm node) {
        return norm(node.in().columns(), node.epsilon(), node.weightOffset());
    }

    RmsNormSpec headNorm(Node.HeadNorm node) {
        return norm(node.heads().headDim(), node.epsilon(), node.weightOffset());
    }

    private RmsNormSpec norm(int width, float epsilon, float offset) {
        return new RmsNormSpec(width, epsilon, offset, false, activation(), WeightTypes.VECTOR, activation());
    }

    RopeSpec rotate(Node.Rotate node) {
        return new RopeSpec(node.heads().getFirst().headDim(), node.tables().rotaryDim(), node.pairing(), activation());
    }

    AttentionSpec attend(Node.Attend node) {
        return new AttentionSpec(
                node.query().heads(),
                options.cache(),
                node.mask(),
                node.scale(),
                node.softCap(),
                false,
                false,
                activation(),
                activation(),
                options.maxTokens(),
                options.maxSequences(),
                precision());
    }

    /** Keys in bf16 were rounded themselves. */
    private ComputePrecision precision() {
        boolean rounded = options.roundedInputs() && options.cache().type() == DType.BF16;
        return rounded ? ComputePrecision.REDUCED_INPUTS : ComputePrecision.STRICT;
    }

    ActivationSpec gate(Node.Gate node) {
        return new ActivationSpec(node.function(), true, node.out().columns(), activation(), activation());
    }

    ElementwiseSpec addTo(Node.AddTo node) {
        return sum(node.target(), false, activation());
    }

    ElementwiseSpec addVector(Node.AddVector node) {
        return sum(node.target(), true, WeightTypes.VECTOR);
    }

    private ElementwiseSpec sum(Value target, boolean broadcast, DType right) {
        DType type = options.typeOf(target, logits);
        return new ElementwiseSpec(ElementwiseSpec.Operation.ADD, broadcast, target.columns(), type, right, type);
    }
}
