package dev.octavo.runtime.model;

import dev.octavo.runtime.config.HfConfig;
import dev.octavo.runtime.config.RopeConfig;
import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.GraphBuilder;
import dev.octavo.runtime.graph.Heads;
import dev.octavo.runtime.graph.KvShape;
import dev.octavo.runtime.graph.Linear;
import dev.octavo.runtime.graph.MatrixRef;
import dev.octavo.runtime.graph.RotaryTables;
import dev.octavo.runtime.graph.Value;
import dev.octavo.runtime.graph.VectorRef;
import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.RopeSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Pre-norm decoders with rotary positions, grouped heads and a gated feed-forward part: Llama (Touvron et al. 2023, arXiv:2302.13971) and those that differ from it by
 * biases, head norms or a window.
 */
final class LlamaFamily implements Architecture {

    private static final Set<String> NAMES =
            Set.of("LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM");

    @Override
    public Set<String> names() {
        return NAMES;
    }

    @Override
    public Graph graph(HfConfig config, int maxModelLength) {
        return new Definition(config, maxModelLength).build();
    }

    /** One model being written down. */
    private static final class Definition {

        private final HfConfig config;
        private final int maxModelLength;
        private final GraphBuilder builder = new GraphBuilder();
        private final Map<RopeConfig, RotaryTables> rotary = new HashMap<>();
        private final boolean queryKeyValueBias;
        private final boolean outputBias;
        private final boolean headNorms;
        private final ActivationFunction activation;

        Definition(HfConfig config, int maxModelLength) {
            this.config = config;
            this.maxModelLength = maxModelLength;
            String architecture = config.architectures().getFirst();
            // Qwen2 always has these three biases and never the fourth; the others say so in attention_bias.
            boolean qwen2 = architecture.equals("Qwen2ForCausalLM");
            boolean mistral = architecture.equals("MistralForCausalLM");
            this.queryKeyValueBias = qwen2 || (!mistral && config.attentionBias());
            this.outputBias = !qwen2 && !mistral && config.attentionBias();
            this.headNorms = architecture.equals("Qwen3ForCausalLM");
            this.activation = ActivationNames.function(config.hiddenAct());
        }

        Graph build() {
            MatrixRef embedding = MatrixRef.of("model.embed_tokens.weight", config.vocabSize(), config.hiddenSize());
            Value residual = builder.embed(embedding, 1);
            for (int layer = 0; layer < config.layers(); layer++) {
                String prefix = "model.layers." + layer + ".";
                attention(layer, prefix, residual);
                feedForward(prefix, residual);
            }
            Value last = builder.pickLogitRows(residual);
            Value normed = norm(last, "model.norm.weight");
            MatrixRef head = config.tieWordEmbeddings()
                    ? embedding
                    : MatrixRef.of("lm_head.weight", config.vocabSize(), config.hiddenSize());
            Value logits = builder.project(normed, Linear.plain(head));
            return builder.build(
                    logits, new KvShape(config.layers(), config.kvHeads(), config.headDim(), config.headDim(), false));
        }

        private void attention(int layer, String prefix, Value residual) {
            int queryWidth = config.heads() * config.headDim();
            int keyWidth = config.kvHeads() * config.headDim();
            Value hidden = norm(residual, prefix + "input_layernorm.weight");
            Value qkv = builder.project(hidden, queryKeyValue(prefix + "self_attn.", queryWidth, keyWidth));
            Heads query = qkv.heads(0, config.heads(), config.headDim());
            Heads key = qkv.heads(queryWidth, config.kvHeads(), config.headDim());
            Heads value = qkv.heads(queryWidth + keyWidth, config.kvHeads(), config.headDim());
            if (headNorms) {
                normHeads(query, prefix + "self_attn.q_norm.weight");
                normHeads(key, prefix + "self_attn.k_norm.weight");
            }
            RopeConfig rope = config.ropeOf(layer);
            RotaryTables tables = rotary.computeIfAbsent(rope, r -> Rotary.tables(r, maxModelLength));
            RopeSpec.Pairing pairing = rope.interleaved() ? RopeSpec.Pairing.NEIGHBOURS : RopeSpec.Pairing.HALVES;
            builder.rotate(List.of(query, key), pairing, tables);
            builder.append(layer, key, value);
            float scale = (float) (1 / Math.sqrt(config.headDim()));
            AttentionMask mask = new AttentionMask.Causal(config.windowOf(layer).orElse(0));
            Value mixed = builder.attend(layer, query, config.headDim(), mask, scale, 0);
            builder.projectAdd(
                    mixed, linear(prefix + "self_attn.o_proj", config.hiddenSize(), queryWidth, outputBias), residual);
        }

        private void feedForward(String prefix, Value residual) {
            int hidden = config.hiddenSize();
            int inner = config.intermediateSize();
            Value normed = norm(residual, prefix + "post_attention_layernorm.weight");
            Value gated = builder.gatedProject(
                    normed,
                    linear(prefix + "mlp.gate_proj", inner, hidden, config.mlpBias()),
                    linear(prefix + "mlp.up_proj", inner, hidden, config.mlpBias()),
                    activation);
            builder.projectAdd(gated, linear(prefix + "mlp.down_proj", hidden, inner, config.mlpBias()), residual);
        }

        private Linear queryKeyValue(String prefix, int queryWidth, int keyWidth) {
            MatrixRef weights = new MatrixRef(
                    List.of(
                            new MatrixRef.Part(prefix + "q_proj.weight", queryWidth),
                            new MatrixRef.Part(prefix + "k_proj.weight", keyWidth),
                            new MatrixRef.Part(prefix + "v_proj.weight", keyWidth)),
                    config.hiddenSize());
            if (!queryKeyValueBias) {
                return Linear.plain(weights);
            }
            return new Linear(
                    weights,
                    Optional.of(new VectorRef(List.of(
                            new VectorRef.Part(prefix + "q_proj.bias", queryWidth),
                            new VectorRef.Part(prefix + "k_proj.bias", keyWidth),
                            new VectorRef.Part(prefix + "v_proj.bias", keyWidth)))));
        }

        private static Linear linear(String name, int n, int k, boolean bias) {
            return new Linear(
                    MatrixRef.of(name + ".weight", n, k),
                    bias ? Optional.of(VectorRef.of(name + ".bias", n)) : Optional.empty());
        }

        private Value norm(Value in, String weight) {
            return builder.rmsNorm(in, VectorRef.of(weight, config.hiddenSize()), (float) config.normEps(), 0);
        }

        private void normHeads(Heads heads, String weight) {
            builder.normHeads(heads, VectorRef.of(weight, config.headDim()), (float) config.normEps(), 0);
        }
    }
}
