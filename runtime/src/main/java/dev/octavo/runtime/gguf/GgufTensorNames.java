package dev.octavo.runtime.gguf;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How GGUF files call the tensors that checkpoints of transformers call otherwise. */
final class GgufTensorNames {

    private static final Map<String, String> MODEL = Map.of(
            "model.embed_tokens", "token_embd",
            "model.norm", "output_norm",
            "lm_head", "output");

    private static final Map<String, String> LAYER = Map.ofEntries(
            Map.entry("input_layernorm", "attn_norm"),
            Map.entry("self_attn.q_proj", "attn_q"),
            Map.entry("self_attn.k_proj", "attn_k"),
            Map.entry("self_attn.v_proj", "attn_v"),
            Map.entry("self_attn.o_proj", "attn_output"),
            Map.entry("self_attn.q_norm", "attn_q_norm"),
            Map.entry("self_attn.k_norm", "attn_k_norm"),
            Map.entry("post_attention_layernorm", "ffn_norm"),
            Map.entry("mlp.gate_proj", "ffn_gate"),
            Map.entry("mlp.up_proj", "ffn_up"),
            Map.entry("mlp.down_proj", "ffn_down"));

    private static final Pattern IN_LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\.(.+)");

    private GgufTensorNames() {}

    /** The file's name of a tensor; a name that is not known stays as it is. */
    static String toFile(String name) {
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String kind = dot < 0 ? "" : name.substring(dot);
        Matcher layer = IN_LAYER.matcher(stem);
        if (layer.matches()) {
            String known = LAYER.get(layer.group(2));
            return known == null ? name : "blk." + layer.group(1) + "." + known + kind;
        }
        String known = MODEL.get(stem);
        return known == null ? name : known + kind;
    }
}
