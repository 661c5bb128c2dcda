package dev.octavo.simulator.device;

/** How long a step takes. Without state. */
@FunctionalInterface
public interface CostModel {

    /** Seconds, more than 0, of a step with at least one token. */
    double seconds(StepLoad load);
}
