package dev.octavo.runtime.graph;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.RopeSpec;
import java.util.ArrayList;
import java.util.List;

/** What a model definition is written against. Each method adds a node and returns the value that it makes. */
public final class GraphBuilder {

    private final List<Value> values = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();

    private Value value(Value.Rows rows, int columns) {
        Value value = new Value(values.size(), rows, columns);
        values.add(value);
        return value;
    }

    /** Looks the step's tokens up in an embedding table. */
    public Value embed(MatrixRef table, float scale) {
        Value out = value(Value.Rows.TOKENS, table.k());
        nodes.add(new Node.Embed(table, scale, out));
        return out;
    }

    /** Root-mean-square norm over all columns; {@code weightOffset} is added to the weight. */
    public Value rmsNorm(Value in, VectorRef weight, float epsilon, float weightOffset) {
        Value out = value(in.rows(), in.columns());
        nodes.add(new Node.RmsNorm(in, weight, epsilon, weightOffset, out));
        return out;
    }

    /** Normalises each head in place. */
    public void normHeads(Heads heads, VectorRef weight, float epsilon, float weightOffset) {
        nodes.add(new Node.HeadNorm(heads, weight, epsilon, weightOffset));
    }

    /** A linear layer. */
    public Value project(Value in, Linear linear) {
        Value out = value(in.rows(), linear.weights().n());
        nodes.add(new Node.Project(in, linear, out));
        return out;
    }

    /** Two linear layers, the first one a gate for the second. */
    public Value gatedProject(Value in, Linear gate, Linear up, ActivationFunction function) {
        Value out = value(in.rows(), up.weights().n());
        nodes.add(new Node.GatedProject(in, gate, up, function, out));
        return out;
    }

    /** A linear layer whose result is added to {@code residual}. */
    public void projectAdd(Value in, Linear linear, Value residual) {
        nodes.add(new Node.ProjectAdd(in, linear, residual));
    }

    /** Rotates heads in place. */
    public void rotate(List<Heads> heads, RopeSpec.Pairing pairing, RotaryTables tables) {
        nodes.add(new Node.Rotate(heads, pairing, tables));
    }

    /** Stores the step's keys and values in a layer's cache. */
    public void append(int layer, Heads key, Heads value) {
        nodes.add(new Node.Append(layer, key, value));
    }

    /** Attention of the step's queries over a layer's cache. */
    public Value attend(int layer, Heads query, int valueDim, AttentionMask mask, float scale, float softCap) {
        Value out = value(query.value().rows(), query.heads() * valueDim);
        nodes.add(new Node.Attend(layer, query, mask, scale, softCap, out));
        return out;
    }

    /** Only the rows whose logits are wanted. */
    public Value pickLogitRows(Value in) {
        Value out = value(Value.Rows.LOGITS, in.columns());
        nodes.add(new Node.PickRows(in, out));
        return out;
    }

    /** The finished graph. */
    public Graph build(Value logits, KvShape kv) {
        return new Graph(values, nodes, logits, kv);
    }
}
