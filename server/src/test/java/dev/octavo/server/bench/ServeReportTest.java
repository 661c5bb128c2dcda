package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Two answers and a failure, worked out by hand. */
class ServeReportTest {

    private static final Outcome SLOW =
            new Outcome(0, 1.0, 0.4, List.of(0.2, 0.2, 0.2), 10, 4, "abcd", Optional.empty());
    private static final Outcome FAST = new Outcome(0.5, 0.7, 0.1, List.of(0.6), 20, 2, "ab", Optional.empty());
    private static final Outcome FAILED = Outcome.failed(0, 0.1, 99, "HTTP 429");
    private static final LoadRun.Result RUN = new LoadRun.Result(List.of(SLOW, FAST, FAILED), 2.0);

    @Test
    void countsAndRatesLeaveFailuresOut() {
        ServeReport report = ServeReport.of(RUN, Goodput.parse(List.of()));
        assertThat(report.completed()).isEqualTo(2);
        assertThat(report.failed()).isEqualTo(1);
        assertThat(report.inputTokens()).isEqualTo(30);
        assertThat(report.outputTokens()).isEqualTo(6);
        assertThat(report.requestThroughput()).isEqualTo(1);
        assertThat(report.outputThroughput()).isEqualTo(3);
        assertThat(report.totalThroughput()).isEqualTo(18);
        assertThat(report.goodput()).isEmpty();
        assertThat(report.peakConcurrency()).isEqualTo(2);
        // Second 0: four tokens at 0.4 to 0.9 but the last at 1.0, and one at 0.6; second 1: the others.
        assertThat(report.peakOutputRate()).isEqualTo(4);
    }

    @Test
    void latenciesAreThoseOfTheDefinitions() {
        ServeReport report = ServeReport.of(RUN, Goodput.parse(List.of()));
        assertThat(mean(report, Latency.TTFT)).isCloseTo(250, within(1e-9));
        assertThat(mean(report, Latency.TPOT)).isCloseTo((200 + 600) / 2.0, within(1e-9));
        assertThat(mean(report, Latency.ITL)).isCloseTo((3 * 200 + 600) / 4.0, within(1e-9));
        assertThat(mean(report, Latency.E2EL)).isCloseTo(850, within(1e-9));
    }

    private static double mean(ServeReport report, Latency latency) {
        Series series = report.latencies().get(latency);
        return series == null ? Double.NaN : series.mean();
    }

    @Test
    void goodputCountsRequestsThatKeepAllLimits() {
        assertThat(ServeReport.of(RUN, Goodput.parse(List.of("ttft:200"))).goodput())
                .hasValue(0.5);
        assertThat(ServeReport.of(RUN, Goodput.parse(List.of("ttft:200", "tpot:300")))
                        .goodput())
                .hasValue(0);
        assertThat(ServeReport.of(RUN, Goodput.parse(List.of("e2el:1000"))).goodput())
                .hasValue(1);
        for (String word : List.of("ttft", "itl:5", "speed:5", "ttft:fast", "ttft:-1", ":5")) {
            assertThatThrownBy(() -> Goodput.parse(List.of(word)))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining(word);
        }
    }
}
