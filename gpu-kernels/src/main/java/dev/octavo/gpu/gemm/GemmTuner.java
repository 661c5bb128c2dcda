package dev.octavo.gpu.gemm;

import dev.octavo.gpu.core.GpuCore;
import dev.octavo.gpu.driver.TuningStore;
import dev.octavo.spi.OctavoException;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.WeightSpec;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses by measuring which kernel multiplies how many rows. The kernels of a product add in one order, so a choice changes no bit, and may differ from one start to the next. Sizes are taken in powers of
 * two; what was measured is kept, so it is measured once for a device, driver and version of the kernels. Small products, and those of several experts, follow the rule. Any thread may use it.
 */
final class GemmTuner {

    private static final System.Logger LOG = System.getLogger(GemmTuner.class.getName());

    /** Below so many weights a product is short whatever the kernel. */
    private static final long LARGE = 1 << 20;

    /** Measuring, compilers included, takes no longer for an open backend, up to the run that is under way. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** A kernel is preferred to that of the rule if it takes at most so much of its time. */
    private static final double BETTER = 0.95;

    private final GpuCore core;
    private final TuningStore store;
    private long nanosLeft = LONGEST.toNanos();

    GemmTuner(GpuCore core, TuningStore store) {
        this.core = core;
        this.store = store;
    }

    /** Tells a product's kernels what is best. Measures what is not known yet, if there is time. */
    synchronized void tune(GemmSpec spec, GemmKernels kernels) {
        WeightSpec weights = spec.weights();
        if (weights.experts() > 1
                || (long) weights.n() * weights.k() < LARGE
                || kernels.tiles().size() < 2) {
            return;
        }
        Map<Integer, GemmKernels.Tile> choices = new HashMap<>();
        List<Integer> unknown = new ArrayList<>();
        for (int rows : rowClasses(spec, kernels)) {
            store.find(key(spec, rows))
                    .flatMap(entry -> named(kernels, entry))
                    .ifPresentOrElse(tile -> choices.put(rows, tile), () -> unknown.add(rows));
        }
        if (!unknown.isEmpty() && store.measures() && nanosLeft > 0) {
            choices.putAll(measure(spec, kernels, unknown));
        }
        kernels.prefer(choices);
    }

    /** Powers of two up to what the largest kernel takes at a time. */
    private static List<Integer> rowClasses(GemmSpec spec, GemmKernels kernels) {
        List<Integer> classes = new ArrayList<>();
        int most = Math.min(
                GemmKernels.rowClass(spec.maxRows()), kernels.tiles().getLast().rows());
        for (int rows = 1; rows <= most; rows *= 2) {
            classes.add(rows);
        }
        return classes;
    }

    private static Optional<GemmKernels.Tile> named(GemmKernels kernels, String entry) {
        return kernels.tiles().stream()
                .filter(tile -> tile.kernel().key().entry().equals(entry))
                .findFirst();
    }

    /** What a choice depends on. */
    static String key(GemmSpec spec, int rows) {
        WeightSpec weights = spec.weights();
        return "gemm " + weights.format() + " " + spec.activation() + " " + spec.precision() + " n"
                + GemmKernels.rowClass(weights.n()) + " k" + GemmKernels.rowClass(weights.k()) + " m" + rows;
    }

    private Map<Integer, GemmKernels.Tile> measure(GemmSpec spec, GemmKernels kernels, List<Integer> classes) {
        Map<Integer, GemmKernels.Tile> found = new HashMap<>();
        long start = System.nanoTime();
        try (GemmTrial trial = new GemmTrial(core, spec, kernels)) {
            for (int rows : classes) {
                if (System.nanoTime() - start < nanosLeft) {
                    GemmKernels.Tile best = fastest(trial, kernels, rows);
                    found.put(rows, best);
                    store.keep(key(spec, rows), best.kernel().key().entry());
                }
            }
        } catch (OctavoException e) {
            // A device without room for a trial still has its rule.
            LOG.log(Level.DEBUG, () -> "products of " + spec.weights() + " are not measured: " + e.getMessage());
        }
        nanosLeft -= System.nanoTime() - start;
        return found;
    }

    /** The rule's kernel, or the next smaller or larger one if that is clearly faster. */
    private static GemmKernels.Tile fastest(GemmTrial trial, GemmKernels kernels, int rows) {
        GemmKernels.Tile rule = kernels.byRule(rows);
        GemmKernels.Tile best = rule;
        double ruleSeconds = trial.seconds(rule, rows);
        double least = ruleSeconds * BETTER;
        int at = kernels.tiles().indexOf(rule);
        for (int i = Math.max(0, at - 1); i <= Math.min(kernels.tiles().size() - 1, at + 1); i++) {
            double seconds =
                    i == at ? ruleSeconds : trial.seconds(kernels.tiles().get(i), rows);
            if (seconds < least) {
                least = seconds;
                best = kernels.tiles().get(i);
            }
        }
        GemmKernels.Tile chosen = best;
        LOG.log(
                Level.DEBUG,
                () -> key(trial.spec(), rows) + ": " + chosen.kernel().key().entry() + ", by rule "
                        + rule.kernel().key().entry());
        return best;
    }
}
