package dev.octavo.runtime.model;

import dev.octavo.runtime.config.RopeConfig;
import dev.octavo.runtime.config.RopeTable;
import dev.octavo.runtime.graph.RotaryTables;
import java.lang.foreign.MemorySegment;

/** Rotary tables of a configuration. */
final class Rotary {

    private Rotary() {}

    static RotaryTables tables(RopeConfig rope, int positions) {
        RopeTable table = new RopeTable(rope, positions);
        int numbers = Math.multiplyExact(positions, table.columns());
        float[] cos = new float[numbers];
        float[] sin = new float[numbers];
        table.fill(0, positions, MemorySegment.ofArray(cos), MemorySegment.ofArray(sin));
        return new RotaryTables(positions, rope.rotaryDim(), cos, sin);
    }
}
