package dev.octavo.server.cli;

import dev.octavo.simulator.device.CostModel;
import dev.octavo.simulator.report.HtmlReport;
import dev.octavo.simulator.report.LabelledResult;
import dev.octavo.simulator.report.ResultJson;
import dev.octavo.simulator.run.Simulation;
import dev.octavo.simulator.run.SimulationResult;
import dev.octavo.simulator.run.SimulationSettings;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plans a service without its hardware. */
@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Replays requests on simulated devices, with the engine's own scheduler and block manager.",
        footer = {
            "",
            "  octavo simulate --request-rate 5,10,20,40 --device H100 --report report.html",
            "  octavo simulate --trace trace.jsonl --replicas 4 --routing PREFIX_AWARE --output-json result.json"
        })
final class SimulateCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before the command runs.
    private CommandSpec spec;

    @Mixin
    private final SimulateWorkload workload = new SimulateWorkload();

    @Mixin
    private final SimulateService service = new SimulateService();

    @Option(
            names = "--output-json",
            paramLabel = "FILE",
            description = "Write all figures, and the state over time, to a file.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--report", paramLabel = "FILE", description = "Write the curves to an HTML file.")
    private Optional<Path> report = Optional.empty();

    @Override
    public Integer call() {
        SimulationSettings settings = service.settings();
        CostModel cost = service.cost();
        List<LabelledResult> runs = new ArrayList<>();
        long start = System.nanoTime();
        for (double rate : workload.rates()) {
            String label = Double.isNaN(rate) ? "trace" : Double.isInfinite(rate) ? "all at once" : number(rate) + "/s";
            runs.add(new LabelledResult(label, rate, Simulation.run(settings, cost, workload.requests(rate))));
        }
        print(runs, (System.nanoTime() - start) / 1e9);
        json.ifPresent(file -> write(file, ResultJson.of(runs)));
        report.ifPresent(file -> write(file, HtmlReport.of("Simulated serving", service.description(), runs)));
        return 0;
    }

    private void print(List<LabelledResult> runs, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable(
                "offered",
                "req/s",
                "tok/s",
                "TTFT p50 ms",
                "p99",
                "TPOT p50 ms",
                "p99",
                "ITL p99 ms",
                "E2E p50 s",
                "p99",
                "KV max",
                "preempted",
                "hit rate",
                "busy");
        for (LabelledResult run : runs) {
            row(table, run);
        }
        table.print(out);
        long requests = runs.stream().mapToLong(run -> run.result().requests()).sum();
        out.printf(
                Locale.ROOT, "%d requests simulated in %.2f s: %.0f a second%n", requests, seconds, requests / seconds);
        out.flush();
    }

    private static void row(TextTable table, LabelledResult run) {
        SimulationResult result = run.result();
        double kv = result.timeline().stream()
                .mapToDouble(moment -> moment.kvUse())
                .max()
                .orElse(0);
        table.row(
                run.label(),
                number(result.requestThroughput()),
                number(result.outputThroughput()),
                number(result.ttft().percentile(50) * 1e3),
                number(result.ttft().percentile(99) * 1e3),
                number(result.tpot().percentile(50) * 1e3),
                number(result.tpot().percentile(99) * 1e3),
                number(result.gaps().percentile(99) * 1e3),
                number(result.endToEnd().percentile(50)),
                number(result.endToEnd().percentile(99)),
                percent(kv),
                Long.toString(result.end().preemptions()),
                percent(result.end().hitRate()),
                percent(result.busy()));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException failed) {
            throw new UserException("cannot write " + file + ": " + failed.getMessage(), failed);
        }
    }
}
