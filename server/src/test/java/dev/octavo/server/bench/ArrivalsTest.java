package dev.octavo.server.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.spi.UserException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrivalsTest {

    private static final int COUNT = 20_000;

    @Test
    void withoutARateAllComeAtOnce() {
        assertThat(new Arrivals(Double.POSITIVE_INFINITY, 1).times(5, 1)).containsOnly(0);
    }

    /** The gaps of a gamma distribution of shape b have a coefficient of variation of 1/sqrt(b). */
    @ParameterizedTest
    @ValueSource(doubles = {0.25, 1, 4, 100})
    void gapsHaveTheWantedRateAndBurstiness(double burstiness) {
        double[] times = new Arrivals(50, burstiness).times(COUNT, 3);
        double[] gaps = new double[COUNT];
        for (int i = 0; i < COUNT; i++) {
            gaps[i] = times[i] - (i == 0 ? 0 : times[i - 1]);
            assertThat(gaps[i]).isGreaterThanOrEqualTo(0);
        }
        Series series = Series.of(gaps);
        assertThat(times[COUNT - 1]).isCloseTo(COUNT / 50.0, within(1e-6));
        assertThat(series.std() / series.mean())
                .isCloseTo(1 / Math.sqrt(burstiness), within(0.05 / Math.sqrt(burstiness)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void otherRatesAreRefused(double rate) {
        assertThatThrownBy(() -> new Arrivals(rate, 1)).isInstanceOf(UserException.class);
        assertThatThrownBy(() -> new Arrivals(1, rate)).hasMessageContaining("--burstiness");
    }
}
