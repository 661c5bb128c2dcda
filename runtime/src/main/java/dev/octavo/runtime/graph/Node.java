package dev.octavo.runtime.graph;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.RopeSpec;
import java.util.List;

/** One thing that a model does in a step. Nodes run in the order of the graph's list. */
public sealed interface Node {

    /** Values that it reads or writes, for reusing memory. */
    List<Value> values();

    /** {@code out = scale * table[tokenIds]}. */
    record Embed(MatrixRef table, float scale, Value out) implements Node {
        @Override
        public List<Value> values() {
            return List.of(out);
        }
    }

    /** {@code out = rmsNorm(in)} over all columns. */
    record RmsNorm(Value in, VectorRef weight, float epsilon, float weightOffset, Value out) implements Node {
        @Override
        public List<Value> values() {
            return List.of(in, out);
        }
    }

    /** Normalises each head in place, with one weight for all heads. */
    record HeadNorm(Heads heads, VectorRef weight, float epsilon, float weightOffset) implements Node {
        @Override
        public List<Value> values() {
            return List.of(heads.value());
        }
    }

    /** {@code out = in W^T + bias}, in the columns of out from {@code firstColumn} on. */
    record Project(Value in, Linear linear, Value out, int firstColumn) implements Node {
        /** Into all columns. */
        public Project(Value in, Linear linear, Value out) {
            this(in, linear, out, 0);
        }

        @Override
        public List<Value> values() {
            return List.of(in, out);
        }
    }

    /** {@code out = function(in G^T) * (in U^T)}. */
    record GatedProject(Value in, Linear gate, Linear up, ActivationFunction function, Value out) implements Node {
        @Override
        public List<Value> values() {
            return List.of(in, out);
        }
    }

    /** {@code residual += in W^T + bias}. */
    record ProjectAdd(Value in, Linear linear, Value residual) implements Node {
        @Override
        public List<Value> values() {
            return List.of(in, residual);
        }
    }

    /** Rotates heads in place, by the positions of the step. */
    record Rotate(List<Heads> heads, RopeSpec.Pairing pairing, RotaryTables tables) implements Node {
        @Override
        public List<Value> values() {
            return heads.stream().map(Heads::value).toList();
        }
    }

    /** Stores keys and values at the step's slots. */
    record Append(int layer, Heads key, Heads value) implements Node {
        @Override
        public List<Value> values() {
            return List.of(key.value(), value.value());
        }
    }

    /** Attention over the cache of a layer. */
    record Attend(int layer, Heads query, AttentionMask mask, float scale, float softCap, Value out) implements Node {
        @Override
        public List<Value> values() {
            return List.of(query.value(), out);
        }
    }

    /** Keeps the rows whose logits are wanted. */
    record PickRows(Value in, Value out) implements Node {
        @Override
        public List<Value> values() {
            return List.of(in, out);
        }
    }

    /** {@code out = function(first half of in) * second half of in}, by columns. */
    record Gate(Value in, ActivationFunction function, Value out) implements Node {
        @Override
        public List<Value> values() {
            return List.of(in, out);
        }
    }

    /** {@code target += in}. */
    record AddTo(Value in, Value target) implements Node {
        @Override
        public List<Value> values() {
            return List.of(in, target);
        }
    }

    /** {@code target += vector}, for each row. */
    record AddVector(VectorRef vector, Value target) implements Node {
        @Override
        public List<Value> values() {
            return List.of(target);
        }
    }
}
