package dev.octavo.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MetricRegistryTest {

    private final MetricRegistry registry = new MetricRegistry(Map.of("model_name", "a\"b\\c\nd", "engine", "0"));

    private String text() throws IOException {
        StringBuilder text = new StringBuilder();
        registry.writePrometheus(text);
        return text.toString();
    }

    @Test
    void aCounterIsWrittenLikeThePythonClientDoes() throws IOException {
        registry.counter("vllm:prompt_tokens", "Number of prefill tokens processed.")
                .add(7);
        assertThat(text()).isEqualTo("""
                        # HELP vllm:prompt_tokens_total Number of prefill tokens processed.
                        # TYPE vllm:prompt_tokens_total counter
                        vllm:prompt_tokens_total{engine="0",model_name="a\\"b\\\\c\\nd"} 7.0
                        """);
    }

    @Test
    void aHistogramCountsCumulatively() throws IOException {
        Histogram histogram = new MetricRegistry(Map.of()).histogram("h", "help", 0.5, 1, 2);
        registry.counters("c", "help", "reason", List.of("x", "y")).get(1).increment();
        for (double value : new double[] {0.5, 0.6, 1.5, 100}) {
            histogram.observe(value);
        }
        StringBuilder text = new StringBuilder();
        histogram.write("h", text);
        assertThat(text.toString()).isEqualTo("""
                        h_bucket{le="0.5"} 1.0
                        h_bucket{le="1.0"} 2.0
                        h_bucket{le="2.0"} 3.0
                        h_bucket{le="+Inf"} 4.0
                        h_count 4.0
                        h_sum 102.6
                        """);
        assertThat(text()).contains("reason=\"y\"} 1.0").contains("reason=\"x\"} 0.0");
    }

    @Test
    void numbersAreWrittenAsThePythonClientWritesThem() {
        assertThat(Numbers.format(0)).isEqualTo("0.0");
        assertThat(Numbers.format(0.001)).isEqualTo("0.001");
        assertThat(Numbers.format(1e-5)).isEqualTo("1e-05");
        assertThat(Numbers.format(16384)).isEqualTo("16384.0");
        assertThat(Numbers.format(12345678)).isEqualTo("1.2345678e+07");
        assertThat(Numbers.format(1e7)).isEqualTo("1e+07");
        assertThat(Numbers.format(Double.POSITIVE_INFINITY)).isEqualTo("+Inf");
    }

    @Test
    void bucketsOfLengthsGoUpToTheModelsLength() {
        assertThat(Buckets.lengths(2048)).containsExactly(1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000);
        assertThat(Buckets.lengths(1)).containsExactly(1);
    }
}
