package dev.octavo.benchmarks.compare;

import dev.octavo.benchmarks.calibrate.RealEngine;
import dev.octavo.benchmarks.calibrate.TimedRun;
import dev.octavo.benchmarks.ceiling.ReadLoop;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.simulator.workload.TraceRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures Octavo and llama-bench in turn on the same GGUF files, and in decodes a loop that only reads memory. Arguments: path of llama-bench, rounds, threads, tests, plot (an SVG file), models.
 */
public final class Compare {

    private static final int MODELS_FROM = 5;
    private static final int READS = 8;

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
        ReadLoop reading = new ReadLoop(Integer.parseInt(args[2]));
        System.out.println(
                "tokens/s of both; for decodes bytes read from memory, of weights and cache, beside a loop that only reads");
        System.out.printf(
                Locale.ROOT,
                "%-28s %-10s %10s %10s %7s %8s %8s %7s%n",
                "model",
                "test",
                "octavo",
                "llama.cpp",
                "ratio",
                "GB/s",
                "reading",
                "share");
        for (String model : Arrays.asList(args).subList(MODELS_FROM, args.length)) {
            Path file = Path.of(model);
            LlamaBench llama = new LlamaBench(Path.of(args[0]), file, args[2]);
            DecodeTraffic traffic = DecodeTraffic.of(file);
            try (Llm octavo = RealEngine.open(model, args[2])) {
                for (Test test : tests) {
                    Rates rates = inTurn(octavo, llama, reading, test, Integer.parseInt(args[1]));
                    String name = file.getFileName() + " " + test;
                    System.out.println(row(file.getFileName().toString(), test, rates, traffic));
                    bars.add(new RatioPlot.Bar(name, rates.octavo / rates.llama));
                }
            }
        }
        Files.writeString(Path.of(args[4]), RatioPlot.svg(bars));
    }

    /** Medians: tokens per second of both, and bytes per second of a loop that only reads. */
    private record Rates(double octavo, double llama, double reading) {}

    private static Rates inTurn(Llm octavo, LlamaBench llama, ReadLoop reading, Test test, int rounds)
            throws IOException, InterruptedException {
        double[] ours = new double[rounds];
        double[] theirs = new double[rounds];
        double[] reads = new double[rounds];
        measure(octavo, test);
        for (int i = 0; i < rounds; i++) {
            ours[i] = measure(octavo, test);
            reads[i] = measure(reading);
            theirs[i] = llama.measure(test);
        }
        return new Rates(median(ours), median(theirs), median(reads));
    }

    private static String row(String model, Test test, Rates rates, DecodeTraffic traffic) {
        String row = String.format(
                Locale.ROOT,
                "%-28s %-10s %10.1f %10.1f %7.2f",
                model,
                test,
                rates.octavo,
                rates.llama,
                rates.octavo / rates.llama);
        if (test.generated() == 0) {
            return row;
        }
        double read = rates.octavo * traffic.bytes(test);
        return row
                + String.format(
                        Locale.ROOT, " %8.1f %8.1f %7.2f", read / 1e9, rates.reading / 1e9, read / rates.reading);
    }

    private static double measure(ReadLoop reading) {
        long start = System.nanoTime();
        for (int i = 0; i < READS; i++) {
            reading.run();
        }
        return READS * reading.bytes() / ((System.nanoTime() - start) * 1e-9);
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
