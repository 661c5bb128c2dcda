package dev.octavo.benchmarks.model;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Which type each tensor of a file has, as llama.cpp's quantiser chooses. */
enum Recipe {
    F16("f16", 1, BlockMaker.F16, BlockMaker.F16, BlockMaker.F16),
    BF16("bf16", 32, BlockMaker.BF16, BlockMaker.BF16, BlockMaker.BF16),
    Q8_0("q8_0", 7, BlockMaker.Q8_0, BlockMaker.Q8_0, BlockMaker.Q8_0),
    Q4_0("q4_0", 2, BlockMaker.Q4_0, BlockMaker.Q4_0, BlockMaker.Q6_K),
    Q4_K_M("q4_k_m", 15, BlockMaker.Q4_K, BlockMaker.Q6_K, BlockMaker.Q6_K);

    final String word;

    /** The number of {@code general.file_type}. */
    final int number;

    private final BlockMaker most;

    /** For half of the value and down projections. */
    private final BlockMaker sensitive;

    final BlockMaker embedding;

    Recipe(String word, int number, BlockMaker most, BlockMaker sensitive, BlockMaker embedding) {
        this.word = word;
        this.number = number;
        this.most = most;
        this.sensitive = sensitive;
        this.embedding = embedding;
    }

    /** The type of a matrix; a mixed file spends more on the first and last eighth of the layers, and on each third between. */
    BlockMaker of(String matrix, int layer, int layers) {
        boolean chosen = layer < layers / 8 || layer >= 7 * layers / 8 || (layer - layers / 8) % 3 == 2;
        return chosen && (matrix.equals("attn_v") || matrix.equals("ffn_down")) ? sensitive : most;
    }

    static Recipe named(String word) {
        return Arrays.stream(values())
                .filter(recipe -> recipe.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no type " + word + "; there are "
                        + Arrays.stream(values()).map(recipe -> recipe.word).collect(Collectors.joining(", "))));
    }
}
