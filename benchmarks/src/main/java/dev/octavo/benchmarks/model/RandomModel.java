package dev.octavo.benchmarks.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes a model of random weights. Arguments: shape, type, file. */
public final class RandomModel {

    private static final int CONTEXT = 32768;
    private static final int BYTES = 256;
    private static final int NORMAL = 1;
    private static final int CONTROL = 3;

    private RandomModel() {}

    /** Writes the file. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            System.err.println("usage: benchmarks/run model SHAPE TYPE FILE, for example qwen3-0.6b q4_k_m model.gguf");
            System.exit(2);
        }
        Path file = Path.of(args[2]);
        of(Shape.named(args[0]), Recipe.named(args[1])).write(file);
        System.out.printf(Locale.ROOT, "%s: %,d MiB%n", file, Files.size(file) >> 20);
    }

    private static GgufWriter of(Shape shape, Recipe recipe) {
        GgufWriter out = new GgufWriter();
        entries(out, shape, recipe);
        vocabulary(out, shape.vocabulary);
        out.matrix("token_embd.weight", recipe.embedding, shape.hidden, shape.vocabulary);
        for (int layer = 0; layer < shape.layers; layer++) {
            layer(out, shape, recipe, layer);
        }
        out.ones("output_norm.weight", shape.hidden);
        return out;
    }

    private static void entries(GgufWriter out, Shape shape, Recipe recipe) {
        String a = shape.architecture;
        out.text("general.architecture", a);
        out.text("general.name", shape.word + "-random-" + recipe.word);
        out.number("general.file_type", recipe.number);
        out.number(a + ".block_count", shape.layers);
        out.number(a + ".context_length", CONTEXT);
        out.number(a + ".embedding_length", shape.hidden);
        out.number(a + ".feed_forward_length", shape.intermediate);
        out.number(a + ".attention.head_count", shape.heads);
        out.number(a + ".attention.head_count_kv", shape.kvHeads);
        out.number(a + ".attention.key_length", shape.headSize);
        out.number(a + ".attention.value_length", shape.headSize);
        out.number(a + ".attention.layer_norm_rms_epsilon", 1e-6f);
        out.number(a + ".rope.freq_base", shape.ropeTheta);
        out.number(a + ".rope.dimension_count", shape.headSize);
        out.number(a + ".vocab_size", shape.vocabulary);
    }

    /** The bytes, two words for the one merge, then words without meaning; the last token ends a text. */
    private static void vocabulary(GgufWriter out, int size) {
        List<String> tokens = new ArrayList<>(size);
        int stranger = BYTES;
        for (int b = 0; b < BYTES; b++) {
            boolean visible = (b >= '!' && b <= '~') || (b >= 0xa1 && b <= 0xac) || b >= 0xae;
            tokens.add(Character.toString(visible ? b : stranger++));
        }
        tokens.add("th");
        while (tokens.size() < size - 1) {
            tokens.add("<" + tokens.size() + ">");
        }
        tokens.add("<|end|>");
        int[] types = new int[size];
        Arrays.fill(types, NORMAL);
        types[size - 1] = CONTROL;
        out.text("tokenizer.ggml.model", "gpt2");
        out.text("tokenizer.ggml.pre", "qwen2");
        out.texts("tokenizer.ggml.tokens", tokens);
        out.numbers("tokenizer.ggml.token_type", types);
        out.texts("tokenizer.ggml.merges", List.of("t h"));
        out.number("tokenizer.ggml.bos_token_id", size - 1);
        out.number("tokenizer.ggml.eos_token_id", size - 1);
    }

    private static void layer(GgufWriter out, Shape shape, Recipe recipe, int layer) {
        String prefix = "blk." + layer + ".";
        out.ones(prefix + "attn_norm.weight", shape.hidden);
        out.ones(prefix + "ffn_norm.weight", shape.hidden);
        if (shape.normsHeads()) {
            out.ones(prefix + "attn_q_norm.weight", shape.headSize);
            out.ones(prefix + "attn_k_norm.weight", shape.headSize);
        }
        int queries = shape.heads * shape.headSize;
        int keys = shape.kvHeads * shape.headSize;
        matrix(out, shape, recipe, layer, "attn_q", shape.hidden, queries);
        matrix(out, shape, recipe, layer, "attn_k", shape.hidden, keys);
        matrix(out, shape, recipe, layer, "attn_v", shape.hidden, keys);
        matrix(out, shape, recipe, layer, "attn_output", queries, shape.hidden);
        matrix(out, shape, recipe, layer, "ffn_gate", shape.hidden, shape.intermediate);
        matrix(out, shape, recipe, layer, "ffn_up", shape.hidden, shape.intermediate);
        matrix(out, shape, recipe, layer, "ffn_down", shape.intermediate, shape.hidden);
    }

    private static void matrix(
            GgufWriter out, Shape shape, Recipe recipe, int layer, String name, int columns, int rows) {
        out.matrix("blk." + layer + "." + name + ".weight", recipe.of(name, layer, shape.layers), columns, rows);
    }
}
