package dev.octavo.benchmarks.micro;

import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.Arrays;

/** What {@link PagedAttention} computes: sequences of {@code tokens} tokens, attention of the last {@code queries} of them. */
record Sizes(int sequences, int tokens, int queries, int heads, int kvHeads, DType type) {

    static final int HEAD = 128;
    static final int BLOCK = 16;

    /** @param shape the first five numbers with an x between them */
    static Sizes of(String shape, DType type) {
        int[] n =
                Arrays.stream(shape.split("x", -1)).mapToInt(Integer::parseInt).toArray();
        return new Sizes(n[0], n[1], n[2], n[3], n[4], type);
    }

    KvLayout layout() {
        return new KvLayout(kvHeads, HEAD, BLOCK, type);
    }

    AttentionSpec spec() {
        float scale = (float) (1 / Math.sqrt(HEAD));
        AttentionMask mask = new AttentionMask.Causal();
        return new AttentionSpec(
                heads, layout(), mask, scale, 0f, false, false, DType.BF16, DType.BF16, queries, sequences);
    }

    /** Blocks of a sequence. */
    int blocks() {
        return Math.ceilDiv(tokens, BLOCK);
    }

    double flops() {
        double seen = queries * (tokens - (queries - 1) / 2.0);
        return 4.0 * sequences * heads * HEAD * seen;
    }

    double bytes() {
        return (double) sequences * tokens * layout().bytesPerToken();
    }
}
