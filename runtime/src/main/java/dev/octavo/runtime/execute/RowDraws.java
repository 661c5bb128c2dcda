package dev.octavo.runtime.execute;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * What a device that chooses tokens is told of each row of logits, and which it chose. Filled between the steps; the rows that were not asked for come to the host as logits. Made once, so that a step allocates nothing. Not
 * thread-safe.
 */
public final class RowDraws {

    /** Numbers of a row among the settings, and among the draws. */
    public static final int NUMBERS = 3;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final int LOWER_BITS = 27;

    private final MemorySegment settings;
    private final MemorySegment draws;
    private final MemorySegment tokens;
    private final boolean[] wanted;
    private int rows;

    /** @param maxRows most rows of logits of a step */
    public RowDraws(int maxRows) {
        Arena arena = Arena.ofAuto();
        settings = arena.allocate(FLOAT, (long) NUMBERS * maxRows);
        draws = arena.allocate(INT, (long) NUMBERS * maxRows);
        tokens = arena.allocate(INT, maxRows);
        wanted = new boolean[maxRows];
    }

    /** No row is to be drawn. */
    public void clear() {
        Arrays.fill(wanted, 0, rows, false);
        rows = 0;
    }

    /**
     * Asks for a token, as {@link dev.octavo.spi.op.DrawSpec} says.
     *
     * @param row of the logits
     * @param temperature 0 for the most likely token
     * @param topK 0 for all tokens
     * @param random a number of 53 bits
     */
    public void want(int row, float temperature, float minP, float topP, int topK, long random) {
        while (rows <= row) {
            // Rows for the host cost the device one look.
            put(rows++, 0, 0, 1, 0, 0);
        }
        wanted[row] = true;
        put(row, temperature, minP, topP, topK, random);
    }

    private void put(int row, float temperature, float minP, float topP, int topK, long random) {
        long at = 4L * NUMBERS * row;
        settings.set(FLOAT, at, temperature);
        settings.set(FLOAT, at + 4, minP);
        settings.set(FLOAT, at + 8, topP);
        draws.set(INT, at, topK);
        draws.set(INT, at + 4, (int) (random >>> LOWER_BITS));
        draws.set(INT, at + 8, (int) (random & ((1 << LOWER_BITS) - 1)));
    }

    /** Rows up to the last one that is wanted. */
    public int rows() {
        return rows;
    }

    /** Whether the device draws all of the first {@code count} rows. */
    public boolean areWanted(int count) {
        for (int row = 0; row < count; row++) {
            if (!isWanted(row)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the device draws a row. */
    public boolean isWanted(int row) {
        return row < rows && wanted[row];
    }

    /** F32 {@code [rows, 3]}. */
    public MemorySegment settings() {
        return settings;
    }

    /** I32 {@code [rows, 3]}. */
    public MemorySegment draws() {
        return draws;
    }

    /** I32 {@code [rows]}: what was drawn, after the step. */
    public MemorySegment tokens() {
        return tokens;
    }

    /** What was drawn of a wanted row, after the step; negative where its logits are no numbers to choose by. */
    public int token(int row) {
        return tokens.getAtIndex(INT, row);
    }
}
