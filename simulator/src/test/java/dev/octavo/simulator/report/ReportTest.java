package dev.octavo.simulator.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.schedule.SchedulerConfig;
import dev.octavo.simulator.run.RoutingPolicy;
import dev.octavo.simulator.run.Simulation;
import dev.octavo.simulator.run.SimulationSettings;
import dev.octavo.simulator.workload.ArrivalProcess;
import dev.octavo.simulator.workload.LengthRange;
import dev.octavo.simulator.workload.Workload;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    private static LabelledResult run(double rate) {
        SimulationSettings settings = new SimulationSettings(
                new SchedulerConfig(false, 8, 64, 8, true, 0, 0, true), 16, 100, true, 1, RoutingPolicy.ROUND_ROBIN);
        Workload workload =
                Workload.random(50, new ArrivalProcess(rate, 1), new LengthRange(20, 0), new LengthRange(5, 0));
        return new LabelledResult(rate + " < 9/s", rate, Simulation.run(settings, step -> 0.01, workload.trace(1)));
    }

    @Test
    void jsonHoldsTheFigures() {
        JsonNode json = JsonMapper.shared().readTree(ResultJson.of(List.of(run(10), run(Double.POSITIVE_INFINITY))));
        assertThat(json.get(0).get("completed").intValue()).isEqualTo(50);
        assertThat(json.get(0).get("p50_tpot_ms").doubleValue())
                .isCloseTo(10, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(json.get(1).get("request_rate").stringValue()).isEqualTo("inf");
        assertThat(json.get(0).get("timeline").size()).isPositive();
    }

    @Test
    void chartsAreWellFormedAndStayInside() throws Exception {
        String page = HtmlReport.of("A & B", "<none>", List.of(run(10), run(40)));
        assertThat(page).contains("A &amp; B").contains("&lt;none&gt;").contains("&lt; 9/s");
        int charts = 0;
        for (int at = page.indexOf("<svg"); at >= 0; at = page.indexOf("<svg", at + 1)) {
            String svg = page.substring(at, page.indexOf("</svg>", at) + 6);
            DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
            charts++;
        }
        assertThat(charts).isEqualTo(9);
    }

    @Test
    void ticksAreRound() {
        assertThat(Axis.linear(7.3, 0, 100).ticks()).startsWith(0.0, 1.0).endsWith(8.0);
        assertThat(Axis.linear(100, 0, 100).pixel(50)).isEqualTo(50);
        assertThat(Axis.logarithmic(0.02, 3, 0, 300).pixel(0.1)).isEqualTo(100);
        assertThat(Axis.label(0.2)).isEqualTo("0.2");
        assertThat(Axis.label(2000)).isEqualTo("2000");
    }
}
