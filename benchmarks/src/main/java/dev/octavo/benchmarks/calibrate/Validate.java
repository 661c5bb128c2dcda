package dev.octavo.benchmarks.calibrate;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.simulator.device.FittedCost;
import dev.octavo.simulator.run.RoutingPolicy;
import dev.octavo.simulator.run.Simulation;
import dev.octavo.simulator.run.SimulationResult;
import dev.octavo.simulator.run.SimulationSettings;
import dev.octavo.simulator.workload.ArrivalProcess;
import dev.octavo.simulator.workload.LengthRange;
import dev.octavo.simulator.workload.TraceRequest;
import dev.octavo.simulator.workload.Workload;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * Calibrates, runs workloads on the real engine and in the simulator, and compares. Arguments: model directory, threads, greatest relative error that passes for mean TPOT and
 * throughput (0.15). The status is 1 beyond it.
 */
public final class Validate {

    private final PrintStream out;
    private final TimedRun real;
    private final FittedCost cost;
    private double worst;

    private Validate(PrintStream out, TimedRun real, FittedCost cost) {
        this.out = out;
        this.real = real;
        this.cost = cost;
    }

    /** Compares and ends with the status. */
    @SuppressWarnings("SystemOut") // A program for people.
    public static void main(String[] args) throws InterruptedException {
        double limit = args.length > 2 ? Double.parseDouble(args[2]) : 0.15;
        boolean passes;
        try (Llm llm = RealEngine.open(args.length > 0 ? args[0] : "models/stories", args.length > 1 ? args[1] : "2")) {
            TimedRun run = new TimedRun(llm.engine(), llm.model().vocabularySize());
            FittedCost cost =
                    FittedCost.fit(new StepMeasurement(run, llm.model().maxModelLength()).measure());
            double[] c = cost.coefficients();
            System.out.printf(
                    Locale.ROOT,
                    "step = %.3g + %.3g tokens + %.3g rows + %.3g context + %.3g pairs, in s%n",
                    c[0],
                    c[1],
                    c[2],
                    c[3],
                    c[4]);
            Validate validate = new Validate(System.out, run, cost);
            validate.compare("64 at once", Double.POSITIVE_INFINITY, 1);
            validate.compare("256 at once", Double.POSITIVE_INFINITY, 4);
            double capacity = validate.throughput;
            validate.compare("Poisson, 50 % of capacity", 0.5 * capacity, 4);
            validate.compare("Poisson, 80 % of capacity", 0.8 * capacity, 4);
            passes = validate.worst <= limit;
            System.out.printf(
                    Locale.ROOT, "greatest error of mean TPOT and throughput: %.1f %%%n", 100 * validate.worst);
        }
        System.exit(passes ? 0 : 1);
    }

    private double throughput;

    private void compare(String name, double rate, int rounds) throws InterruptedException {
        List<TraceRequest> trace = Workload.random(
                        64 * rounds, new ArrivalProcess(rate, 1), new LengthRange(48, 0.5), new LengthRange(64, 0.5))
                .trace(42);
        List<TimedRun.Times> times = real.replay(trace);
        SimulationResult simulated = Simulation.run(
                new SimulationSettings(
                        new SchedulerConfig(
                                false, RealEngine.SEQUENCES, RealEngine.TOKENS, RealEngine.SEQUENCES, true, 0, 0, true),
                        RealEngine.BLOCK,
                        100_000,
                        false,
                        1,
                        RoutingPolicy.ROUND_ROBIN),
                cost,
                trace);
        double first = times.stream().mapToDouble(TimedRun.Times::sent).min().orElseThrow();
        double last = times.stream().mapToDouble(TimedRun.Times::last).max().orElseThrow();
        throughput = trace.size() / (last - first);
        out.println(name);
        row("TPOT mean, ms", 1e3 * mean(times, true), 1e3 * simulated.tpot().mean(), true);
        row("requests/s", throughput, simulated.requestThroughput(), true);
        row("TTFT mean, ms", 1e3 * mean(times, false), 1e3 * simulated.ttft().mean(), false);
    }

    private static double mean(List<TimedRun.Times> times, boolean tpot) {
        return times.stream()
                .mapToDouble(time -> tpot ? time.tpot() : time.ttft())
                .average()
                .orElseThrow();
    }

    private void row(String figure, double measured, double simulated, boolean counts) {
        double error = simulated / measured - 1;
        if (counts) {
            worst = Math.max(worst, Math.abs(error));
        }
        out.printf(
                Locale.ROOT,
                "  %-14s measured %9.3f  simulated %9.3f  %+6.1f %%%n",
                figure,
                measured,
                simulated,
                100 * error);
    }
}
