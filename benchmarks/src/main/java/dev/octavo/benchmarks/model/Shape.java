package dev.octavo.benchmarks.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Models whose shapes are known. All of them share their embedding with the output layer. */
enum Shape {
    QWEN3_06B("qwen3-0.6b", "qwen3", 28, 1024, 3072, 16, 8, 128, 151936, 1e6f),
    QWEN3_4B("qwen3-4b", "qwen3", 36, 2560, 9728, 32, 8, 128, 151936, 1e6f),
    LLAMA_1B("llama-3.2-1b", "llama", 16, 2048, 8192, 32, 8, 64, 128256, 5e5f);

    final String word;
    final String architecture;
    final int layers;
    final int hidden;
    final int intermediate;
    final int heads;
    final int kvHeads;
    final int headSize;
    final int vocabulary;
    final float ropeTheta;

    Shape(
            String word,
            String architecture,
            int layers,
            int hidden,
            int intermediate,
            int heads,
            int kvHeads,
            int headSize,
            int vocabulary,
            float ropeTheta) {
        this.word = word;
        this.architecture = architecture;
        this.layers = layers;
        this.hidden = hidden;
        this.intermediate = intermediate;
        this.heads = heads;
        this.kvHeads = kvHeads;
        this.headSize = headSize;
        this.vocabulary = vocabulary;
        this.ropeTheta = ropeTheta;
    }

    boolean normsHeads() {
        return architecture.equals("qwen3");
    }

    static Shape named(String word) {
        return Arrays.stream(values())
                .filter(shape -> shape.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no shape " + word + "; there are "
                        + Arrays.stream(values()).map(shape -> shape.word).collect(Collectors.joining(", "))));
    }
}
