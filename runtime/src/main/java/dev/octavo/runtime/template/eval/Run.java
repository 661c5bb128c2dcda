package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import java.time.Clock;
import java.util.Map;

/** One rendering: its budget, clock and blocks. */
final class Run {

    final Budget budget;
    final Clock clock;
    final Map<String, BlockCode> blocks;

    Run(Budget budget, Clock clock, Map<String, BlockCode> blocks) {
        this.budget = budget;
        this.clock = clock;
        this.blocks = blocks;
    }
}
