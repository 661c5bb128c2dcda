package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Expected values are NumPy's: mean, median, std and percentile of [3, 1, 4, 1, 5, 9, 2, 6]. */
class SeriesTest {

    private final Series series = Series.of(3, 1, 4, 1, 5, 9, 2, 6);

    @Test
    void agreesWithNumpy() {
        assertThat(series.mean()).isEqualTo(3.875);
        assertThat(series.median()).isEqualTo(3.5);
        assertThat(series.std()).isCloseTo(2.57087047, within(1e-8));
        assertThat(series.percentile(25)).isEqualTo(1.75);
        assertThat(series.percentile(90)).isCloseTo(6.9, within(1e-12));
        assertThat(series.percentile(99)).isCloseTo(8.79, within(1e-12));
        assertThat(series.percentile(0)).isEqualTo(1);
        assertThat(series.percentile(100)).isEqualTo(9);
    }

    @Test
    void isZeroWithoutValues() {
        assertThat(Series.of().mean()).isZero();
        assertThat(Series.of().std()).isZero();
        assertThat(Series.of().percentile(99)).isZero();
    }
}
