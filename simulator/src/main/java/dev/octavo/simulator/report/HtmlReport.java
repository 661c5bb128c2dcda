package dev.octavo.simulator.report;

import dev.octavo.simulator.run.Distribution;
import dev.octavo.simulator.run.Moment;
import dev.octavo.simulator.run.SimulationResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One HTML file with all curves, which opens without a network. */
public final class HtmlReport {

    private static final int CDF_POINTS = 201;

    private HtmlReport() {}

    /**
     * The page.
     *
     * @param title what was simulated
     * @param description how, for people
     * @param runs at least one
     */
    public static String of(String title, String description, List<LabelledResult> runs) {
        StringBuilder page = new StringBuilder();
        page.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(SvgChart.escape(title))
                .append("</title><style>body{font:14px sans-serif;max-width:1340px;margin:1em auto}svg{width:48%;")
                .append("min-width:480px;font-size:11px}</style></head><body>\n<h1>")
                .append(SvgChart.escape(title))
                .append("</h1>\n<p>")
                .append(SvgChart.escape(description))
                .append("</p>\n");
        if (runs.size() > 1) {
            series(page, runs);
        }
        page.append(new SvgChart("Time to first token", "TTFT, s", "share of requests", true)
                .draw(curves(runs, result -> cumulative(result.ttft()))));
        page.append(new SvgChart("Time per output token", "TPOT, s", "share of requests", true)
                .draw(curves(runs, result -> cumulative(result.tpot()))));
        overTime(page, "KV use", "share of blocks", runs, Moment::kvUse);
        overTime(page, "Running sequences", "sequences", runs, Moment::running);
        overTime(page, "Waiting sequences", "sequences", runs, Moment::waiting);
        overTime(page, "Preemptions", "so far", runs, Moment::preemptions);
        overTime(page, "Prefix cache", "hit rate so far", runs, Moment::hitRate);
        return page.append("</body></html>\n").toString();
    }

    private static void series(StringBuilder page, List<LabelledResult> runs) {
        List<LabelledResult> sorted = new ArrayList<>(runs);
        sorted.sort(Comparator.comparingDouble(run -> run.result().requestThroughput()));
        page.append(new SvgChart("Throughput and first token", "requests/s", "TTFT, s", false)
                .draw(List.of(
                        against("p50", sorted, result -> result.ttft().percentile(50)),
                        against("p99", sorted, result -> result.ttft().percentile(99)))));
        page.append(new SvgChart("Throughput and output tokens", "requests/s", "TPOT, s", false)
                .draw(List.of(
                        against("p50", sorted, result -> result.tpot().percentile(50)),
                        against("p99", sorted, result -> result.tpot().percentile(99)))));
    }

    private static Curve against(String name, List<LabelledResult> runs, ToDoubleFunction<SimulationResult> figure) {
        return new Curve(
                name,
                runs.stream()
                        .mapToDouble(run -> run.result().requestThroughput())
                        .toArray(),
                runs.stream()
                        .mapToDouble(run -> figure.applyAsDouble(run.result()))
                        .toArray());
    }

    private static void overTime(
            StringBuilder page,
            String title,
            String yName,
            List<LabelledResult> runs,
            ToDoubleFunction<Moment> figure) {
        page.append(new SvgChart(title, "s", yName, false).draw(curves(runs, result -> new double[][] {
            result.timeline().stream().mapToDouble(Moment::seconds).toArray(),
            result.timeline().stream().mapToDouble(figure).toArray()
        })));
    }

    /** Points of a run's curve: all x, all y. */
    private interface Points {
        double[][] of(SimulationResult result);
    }

    private static List<Curve> curves(List<LabelledResult> runs, Points points) {
        List<Curve> curves = new ArrayList<>();
        for (LabelledResult run : runs) {
            double[][] xy = points.of(run.result());
            curves.add(new Curve(run.label(), xy[0], xy[1]));
        }
        return curves;
    }

    private static double[][] cumulative(Distribution distribution) {
        double[][] xy = new double[2][CDF_POINTS];
        for (int i = 0; i < CDF_POINTS; i++) {
            xy[1][i] = i / (CDF_POINTS - 1.0);
            xy[0][i] = distribution.percentile(100 * xy[1][i]);
        }
        return xy;
    }
}
