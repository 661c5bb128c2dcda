package dev.octavo.benchmarks.soak;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {

    private static final String BEFORE = """
            # TYPE a gauge
            a{x="1"} 2
            a{x="2"} 3.5
            h_bucket{le="0.1"} 10
            h_bucket{le="1"} 10
            h_bucket{le="+Inf"} 10
            """;

    @Test
    void sumsOverLabels() {
        assertThat(Figures.parse(BEFORE).value("a")).isEqualTo(5.5);
    }

    @Test
    void quantilesAreOfWhatCameSince() {
        String after = "h_bucket{le=\"0.1\"} 10\nh_bucket{le=\"1\"} 109\nh_bucket{le=\"+Inf\"} 110\n";
        Figures now = Figures.parse(after);
        assertThat(now.quantileSince(Figures.parse(BEFORE), "h", 0.5)).isEqualTo(1);
        assertThat(now.quantileSince(Figures.parse(BEFORE), "h", 0.995)).isInfinite();
    }
}
