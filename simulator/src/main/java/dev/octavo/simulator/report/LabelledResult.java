package dev.octavo.simulator.report;

import dev.octavo.simulator.run.SimulationResult;

/**
 * A run of a series.
 *
 * @param label what sets it apart, for people
 * @param requestRate requests a second that were offered; infinite for all at once, NaN where a trace file says
 * @param result what came out
 */
public record LabelledResult(String label, double requestRate, SimulationResult result) {}
