package dev.octavo.runtime.graph;

/**
 * Cosines and sines of a rotary embedding, {@code [positions, rotaryDim / 2]}, row-major. Equality is identity: tables are shared by layers.
 */
public final class RotaryTables {

    private final int positions;
    private final int rotaryDim;
    private final float[] cos;
    private final float[] sin;

    /** Keeps the arrays. */
    public RotaryTables(int positions, int rotaryDim, float[] cos, float[] sin) {
        if ((long) positions * (rotaryDim / 2) != cos.length || cos.length != sin.length) {
            throw new IllegalArgumentException("tables of " + cos.length + " and " + sin.length + " numbers for "
                    + positions + " positions of " + rotaryDim / 2 + " pairs");
        }
        this.positions = positions;
        this.rotaryDim = rotaryDim;
        this.cos = cos;
        this.sin = sin;
    }

    /** Rows. */
    public int positions() {
        return positions;
    }

    /** Numbers of a head that are rotated. */
    public int rotaryDim() {
        return rotaryDim;
    }

    /** Cosines; not to be changed. */
    public float[] cos() {
        return cos;
    }

    /** Sines; not to be changed. */
    public float[] sin() {
        return sin;
    }
}
