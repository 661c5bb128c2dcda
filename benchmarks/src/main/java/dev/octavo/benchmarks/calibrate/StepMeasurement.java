package dev.octavo.benchmarks.calibrate;

import dev.octavo.simulator.device.FittedCost;
import dev.octavo.simulator.workload.TraceRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures prefill steps of several lengths and decode steps of several batches, each as the median of a few runs. */
final class StepMeasurement {

    private static final int[] PROMPTS = {8, 32, 64, 128, 256, 512};
    private static final int[] BATCHES = {1, 2, 4, 8, 16, 32, 64};
    private static final int OUTPUT = 40;
    private static final int REPEATS = 5;

    private final TimedRun run;
    private final int maxLength;
    private long stream;

    StepMeasurement(TimedRun run, int maxLength) {
        this.run = run;
        this.maxLength = maxLength;
    }

    List<FittedCost.Sample> measure() throws InterruptedException {
        List<FittedCost.Sample> samples = new ArrayList<>();
        decode(BATCHES[BATCHES.length - 1], 16); // Warms the kernels.
        for (int prompt : PROMPTS) {
            if (prompt + 2 <= maxLength) {
                samples.add(prefill(prompt));
            }
        }
        for (int batch : BATCHES) {
            for (int prompt : new int[] {16, maxLength - OUTPUT - 1}) {
                samples.add(decode(batch, prompt));
            }
        }
        return samples;
    }

    private FittedCost.Sample prefill(int prompt) throws InterruptedException {
        double[] seconds = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            seconds[i] = run.replay(requests(1, prompt, 1)).getFirst().ttft();
        }
        return new FittedCost.Sample(prompt, 1, prompt, prompt * (prompt + 1.0) / 2, median(seconds));
    }

    private FittedCost.Sample decode(int batch, int prompt) throws InterruptedException {
        double[] seconds = new double[REPEATS];
        for (int i = 0; i < REPEATS; i++) {
            List<TimedRun.Times> times = run.replay(requests(batch, prompt, OUTPUT));
            // All prompts fit into the first step or two, so that a request's TPOT is the time of a step.
            double[] tpot = times.stream().mapToDouble(TimedRun.Times::tpot).toArray();
            seconds[i] = median(tpot);
        }
        double context = batch * (prompt + OUTPUT / 2.0);
        return new FittedCost.Sample(batch, batch, (long) context, context, median(seconds));
    }

    private List<TraceRequest> requests(int count, int prompt, int output) {
        List<TraceRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            requests.add(new TraceRequest(0, prompt, output, 0, 0, ++stream, 0));
        }
        return requests;
    }

    private static double median(double[] values) {
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
