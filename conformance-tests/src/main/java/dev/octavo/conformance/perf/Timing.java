package dev.octavo.conformance.perf;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Support;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A command that is timed again and again.
 *
 * @param id the case's id
 * @param dtypes element types and weight formats
 * @param asked the backend's word
 * @param setup makes what the command needs, and the command
 */
record Timing(String id, List<String> dtypes, Function<Backend, Support> asked, Function<Lab, Work> setup)
        implements PerfCase {

    /** Kernels of a JVM are slow until they are compiled, and clocks take a while to rise. */
    private static final double WARM_UP_SECONDS = 0.4;

    private static final int LEAST_WARM_UPS = 3;
    private static final double MEASURED_SECONDS = 0.6;
    private static final int LEAST_SAMPLES = 5;
    private static final int MOST_SAMPLES = 200;

    /** A sample repeats its command until it takes so long that waiting for a queue no longer counts. */
    private static final double SAMPLE_SECONDS = 1e-3;

    /**
     * A command and what it moves.
     *
     * @param command enqueues it
     * @param bytes read and written at least
     * @param operations floating-point operations
     */
    record Work(Consumer<CommandSink> command, double bytes, double operations) {}

    @Override
    public Support support(Backend backend) {
        return asked.apply(backend);
    }

    @Override
    public Measurement measure(Backend backend) {
        try (Lab lab = new Lab(backend)) {
            Work work = setup.apply(lab);
            lab.queue().await();
            int repeats = warmUp(lab, work);
            List<Double> samples = new ArrayList<>();
            long start = System.nanoTime();
            while (samples.size() < LEAST_SAMPLES
                    || (samples.size() < MOST_SAMPLES && seconds(start) < MEASURED_SECONDS)) {
                samples.add(sample(lab, work, repeats));
            }
            Collections.sort(samples);
            return new Measurement(
                    samples.get(samples.size() / 2), work.bytes(), work.operations(), samples.size() * repeats);
        }
    }

    /** Gives how many commands make a sample. */
    private static int warmUp(Lab lab, Work work) {
        long start = System.nanoTime();
        double last = 0;
        for (int i = 0; i < LEAST_WARM_UPS || seconds(start) < WARM_UP_SECONDS; i++) {
            last = sample(lab, work, 1);
        }
        return last >= SAMPLE_SECONDS ? 1 : (int) Math.min(1000, Math.ceil(SAMPLE_SECONDS / Math.max(last, 1e-6)));
    }

    private static double sample(Lab lab, Work work, int repeats) {
        long start = System.nanoTime();
        for (int i = 0; i < repeats; i++) {
            work.command().accept(lab.queue());
        }
        lab.queue().await();
        return seconds(start) / repeats;
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
