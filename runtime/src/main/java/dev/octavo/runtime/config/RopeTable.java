package dev.octavo.runtime.config;

import dev.octavo.spi.UserException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * Cosines and sines of rotary embeddings: row p, column i holds cos and sin of p times the i-th inverse frequency, times the attention
 * scale, in F32, for i from 0 to {@code rotaryDim / 2}. Agrees with transformers 5.18 to 1e-6 at any position.
 *
 * <p>A row depends on its position and on the model's maximum length alone, never on what else is in the batch, so cached keys stay valid:
 * <ul>
 *   <li>{@code dynamic}: row p uses the base for a sequence of length max(p + 1, original length). The reference uses one base for
 *       a whole sequence, that of its present length, and so rotates a position differently as the sequence grows.
 *   <li>{@code longrope}: the short factors if the maximum length is at most the original one, else the long factors throughout, as vLLM
 *       does. The reference switches once a sequence is longer.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 */
public final class RopeTable {

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final RopeConfig rope;
    private final int maxModelLength;
    private final float[] inverse;
    private final float scale;

    /**
     * @param rope what to compute
     * @param maxModelLength positions that the model will be used with, at least 1
     * @throws UserException if the number of rotated dimensions is odd or none
     */
    public RopeTable(RopeConfig rope, int maxModelLength) {
        int dim = rope.rotaryDim();
        boolean dynamic = rope.scaling() instanceof RopeScaling.Dynamic;
        if (dim < 2 || dim % 2 != 0 || (dynamic && dim == 2)) {
            throw new UserException("rotary embeddings cannot rotate " + dim
                    + " dimensions of a head; correct head_dim or partial_rotary_factor in the model's config.json");
        }
        if (maxModelLength < 1) {
            throw new UserException("the maximum model length " + maxModelLength + " has to be at least 1");
        }
        this.rope = rope;
        this.maxModelLength = maxModelLength;
        this.inverse = RopeFrequencies.inverse(
                rope, rope.scaling() instanceof RopeScaling.LongRope scaling && maxModelLength > scaling.originalMax());
        this.scale = (float) rope.scaling().attentionScale();
    }

    /** Columns of a row: half of the rotated dimensions. */
    public int columns() {
        return inverse.length;
    }

    /** Rows of the whole table. */
    public int rows() {
        return maxModelLength;
    }

    /** What all cosines and sines are multiplied by. */
    public float attentionScale() {
        return scale;
    }

    /** The inverse frequencies of the row for {@code position}; a copy. */
    public float[] inverseFrequencies(int position) {
        if (rope.scaling() instanceof RopeScaling.Dynamic dynamic && position >= dynamic.originalMax()) {
            return RopeFrequencies.dynamic(rope, dynamic, position + 1);
        }
        return inverse.clone();
    }

    /**
     * Writes {@code count} rows from position {@code first} on.
     *
     * @param cos room for {@code count * columns()} F32, little-endian
     * @param sin the same
     * @throws IndexOutOfBoundsException if the positions are not within the table or a segment is too small
     */
    public void fill(int first, int count, MemorySegment cos, MemorySegment sin) {
        Objects.checkFromIndexSize(first, count, maxModelLength);
        long at = 0;
        for (int position = first; position < first + count; position++) {
            float[] frequencies =
                    rope.scaling() instanceof RopeScaling.Dynamic ? inverseFrequencies(position) : inverse;
            for (float frequency : frequencies) {
                // The angle is rounded to binary32 before its cosine is taken, as in the reference.
                double angle = frequency * position;
                cos.set(FLOAT, at, (float) Math.cos(angle) * scale);
                sin.set(FLOAT, at, (float) Math.sin(angle) * scale);
                at += Float.BYTES;
            }
        }
    }
}
