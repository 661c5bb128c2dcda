package dev.octavo.conformance.cli;

import dev.octavo.conformance.report.ReportFiles;
import dev.octavo.conformance.run.Run;
import dev.octavo.conformance.run.RunPlan;
import dev.octavo.conformance.run.Runner;
import dev.octavo.conformance.select.Profile;
import dev.octavo.conformance.select.Selection;
import dev.octavo.conformance.session.Worker;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** The runs that a command asks for, one for each root seed, and what is printed and written about them. */
final class Judgement {

    private final Invocation invocation;
    private final PrintWriter out;
    private final Supplier<Progress> listeners;
    private final Options options;
    private final Profile profile;
    private final Supplier<Worker> workers;

    Judgement(
            Invocation invocation,
            PrintWriter out,
            Supplier<Progress> listeners,
            Options options,
            Profile profile,
            Supplier<Worker> workers) {
        this.invocation = invocation;
        this.out = out;
        this.listeners = listeners;
        this.options = options;
        this.profile = profile;
        this.workers = workers;
    }

    static RunPlan plan(Options options, Profile profile, long seed, Optional<Duration> budget) {
        return new RunPlan(
                options.mode(),
                new Selection(options.tier(), options.filters()),
                seed,
                profile,
                options.timeout(),
                budget,
                options.jobs());
    }

    /** Runs, and gives the exit status. */
    int run() throws InterruptedException {
        return options.seeds().size() == 1 ? single(options.seeds().getFirst()) : several();
    }

    private int single(long seed) throws InterruptedException {
        Run run = run(seed, options.maxTime());
        RepeatCommand repeat = new RepeatCommand(invocation, options, seed);
        new Summary(out, repeat::of).print(run);
        options.report().ifPresent(directory -> out.println("Report: " + write(directory, run, repeat)));
        return run.failures().isEmpty() ? ExitStatus.SUCCESS : ExitStatus.FAILED;
    }

    private int several() throws InterruptedException {
        long start = System.nanoTime();
        SeedSummary summary = new SeedSummary(out);
        boolean failed = false;
        String address = "";
        for (long seed : options.seeds()) {
            Optional<Duration> left = options.maxTime().map(time -> time.minusNanos(System.nanoTime() - start));
            if (left.isPresent() && !left.get().isPositive()) {
                break;
            }
            Run run = run(seed, left);
            RepeatCommand repeat = new RepeatCommand(invocation, options, seed);
            address = run.device().address();
            summary.add(run);
            new Summary(out, repeat::of).printFailures(run);
            options.report().ifPresent(directory -> write(directory.resolve("seed-" + seed), run, repeat));
            failed |= !run.failures().isEmpty();
        }
        summary.print(address, options.seeds().size());
        options.report().ifPresent(directory -> out.println("Reports: " + directory.resolve("seed-*")));
        return failed ? ExitStatus.FAILED : ExitStatus.SUCCESS;
    }

    private Run run(long seed, Optional<Duration> budget) throws InterruptedException {
        Progress progress = listeners.get();
        Run run = new Runner(plan(options, profile, seed, budget), workers, progress).run();
        progress.finish();
        return run;
    }

    private static Path write(Path directory, Run run, RepeatCommand repeat) {
        return ReportFiles.write(directory, run, result -> repeat.of(result.subject()));
    }
}
