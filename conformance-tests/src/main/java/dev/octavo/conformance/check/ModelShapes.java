package dev.octavo.conformance.check;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Sizes of real models, from {@code shapes/<model>.txt}.
 *
 * @param linears {@code {n, k}}
 * @param experts {@code {experts, chosen, n, k}}
 * @param attentions how it attends
 * @param norms widths
 */
record ModelShapes(List<int[]> linears, List<int[]> experts, List<Attending> attentions, List<Integer> norms) {

    /** Heads of a model; {@code valueInKey} where they are latent. */
    record Attending(int heads, int kvHeads, int keyDim, int valueDim, boolean valueInKey, int window, boolean sinks) {}

    private static final List<String> MODELS = List.of(
            "llama-3-8b",
            "qwen3-0.6b",
            "qwen3-1.7b",
            "qwen3-4b",
            "qwen3-8b",
            "qwen3-14b",
            "qwen3-32b",
            "mixtral-8x7b",
            "deepseek-v2",
            "deepseek-v3",
            "gpt-oss-20b",
            "gpt-oss-120b",
            "opt-125m",
            "opt-1.3b",
            "opt-6.7b",
            "gpt2",
            "gpt2-xl");

    /** All models. */
    static List<ModelShapes> all() {
        return MODELS.stream().map(ModelShapes::read).toList();
    }

    private static ModelShapes read(String model) {
        ModelShapes shapes =
                new ModelShapes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        try (InputStream in = ModelShapes.class.getResourceAsStream("shapes/" + model + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("the suite's jar lacks shapes/" + model + ".txt");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> shapes.add(line.split(" ", -1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return shapes;
    }

    private void add(String[] words) {
        switch (words[0]) {
            case "linear" -> linears.add(new int[] {number(words[2]), number(words[3])});
            case "experts" ->
                experts.add(new int[] {number(words[2]), number(words[3]), number(words[4]), number(words[5])});
            case "attention" -> attentions.add(attention(words));
            case "latent" ->
                attentions.add(new Attending(number(words[1]), 1, number(words[2]), number(words[3]), true, 0, false));
            case "norm" -> norms.add(number(words[1]));
            default -> throw new IllegalStateException("unknown kind of shape: " + String.join(" ", words));
        }
    }

    private static Attending attention(String[] words) {
        int window = 0;
        boolean sinks = false;
        for (int i = 4; i < words.length; i++) {
            sinks |= words[i].equals("sinks");
            window = words[i].startsWith("window=") ? number(words[i].substring(7)) : window;
        }
        int dimension = number(words[3]);
        return new Attending(number(words[1]), number(words[2]), dimension, dimension, false, window, sinks);
    }

    private static int number(String word) {
        return Integer.parseInt(word);
    }
}
