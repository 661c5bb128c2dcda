package dev.octavo.benchmarks.compare;

import dev.octavo.benchmarks.calibrate.RealEngine;
import dev.octavo.benchmarks.calibrate.TimedRun;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.simulator.workload.TraceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Measures Octavo and llama-bench in turn on the same GGUF files. Arguments: path of llama-bench, rounds, threads, tests, plot (an SVG file), models. */
public final class Compare {

    private static final int MODELS_FROM = 5;

    private Compare() {}

    /** Measures, prints medians and ratios, and draws the plot. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length <= MODELS_FROM) {
            System.err.println(
                    "usage: benchmarks/run compare LLAMA_BENCH ROUNDS THREADS TESTS PLOT.svg MODEL.gguf...\n"
                            + "for example: benchmarks/run compare llama.cpp/build/bin/llama-bench 5 2 pp512,tg128,tg128@4096 compare.svg qwen3-0.6b-q8_0.gguf");
            System.exit(2);
        }
        List<Test> tests = Arrays.stream(args[3].split(",")).map(Test::of).toList();
        List<RatioPlot.Bar> bars = new ArrayList<>();
        System.out.printf(Locale.ROOT, "%-28s %-10s %10s %10s %7s%n", "model", "test", "octavo", "llama.cpp", "ratio");
        for (String model : Arrays.asList(args).subList(MODELS_FROM, args.length)) {
            Path file = Path.of(model);
            LlamaBench llama = new LlamaBench(Path.of(args[0]), file, args[2]);
            try (Llm octavo = RealEngine.open(model, args[2])) {
                for (Test test : tests) {
                    bars.add(compare(file.getFileName().toString(), octavo, llama, test, Integer.parseInt(args[1])));
                }
            }
        }
        Files.writeString(Path.of(args[4]), RatioPlot.svg(bars));
    }

    private static RatioPlot.Bar compare(String name, Llm octavo, LlamaBench llama, Test test, int rounds)
            throws IOException, InterruptedException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        measure(octavo, test);
        for (int i = 0; i < rounds; i++) {
            ours[i] = measure(octavo, test);
            theirs[i] = llama.measure(test);
        }
        double ratio = median(ours) / median(theirs);
        System.out.printf(
                Locale.ROOT, "%-28s %-10s %10.1f %10.1f %7.2f%n", name, test, median(ours), median(theirs), ratio);
        return new RatioPlot.Bar(name + " " + test, ratio);
    }

    /** Tokens per second of a single request; the first generated token counts as part of the prompt. */
    private static double measure(Llm llm, Test test) throws InterruptedException {
        TimedRun run = new TimedRun(llm.engine(), llm.model().vocabularySize());
        int prompt = Math.max(1, test.prompt() + test.depth());
        TimedRun.Times times = run.replay(List.of(new TraceRequest(0, prompt, test.generated() + 1, 0, 0, 1, 0)))
                .getFirst();
        return test.prompt() > 0 ? test.prompt() / times.ttft() : 1 / times.tpot();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
