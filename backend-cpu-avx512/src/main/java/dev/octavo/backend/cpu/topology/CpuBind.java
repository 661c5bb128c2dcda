package dev.octavo.backend.cpu.topology;

import java.util.Optional;

/** Where the user wants threads to run. */
public sealed interface CpuBind {

    /** Near their memory where there are several memory nodes; elsewhere the operating system does it well. */
    record Auto() implements CpuBind {}

    /** Anywhere. */
    record None() implements CpuBind {}

    /** Each thread on any processor of one memory node, an equal part of the threads on each. */
    record Nodes() implements CpuBind {}

    /**
     * Each thread on one of these processors.
     *
     * @param cpus in the order in which threads take them
     */
    record Listed(CpuSet cpus) implements CpuBind {}

    /** Reads what {@code --cpu-bind} takes; empty if it makes no sense. */
    static Optional<CpuBind> parse(String text) {
        return switch (text.strip()) {
            case "auto" -> Optional.of(new Auto());
            case "none" -> Optional.of(new None());
            case "nodes" -> Optional.of(new Nodes());
            default -> CpuSet.parse(text).filter(cpus -> !cpus.isEmpty()).map(Listed::new);
        };
    }
}
