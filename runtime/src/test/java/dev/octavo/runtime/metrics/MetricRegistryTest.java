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

    @Test
    void seriesComeUpAsTheirLabelsDo() throws IOException {
        MetricRegistry http = new MetricRegistry(Map.of());
        Labelled<Counter> requests = http.labelledCounter("http_requests", "help", "method", "status");
        requests.with("POST", "2xx").add(2);
        requests.with("GET", "2xx").increment();
        requests.with("POST", "2xx").increment();
        http.labelledSummary("size", "help", "handler").with("/a").observe(7);
        http.labelledHistogram("time", "help", new double[] {1}, "handler")
                .with("/a")
                .observe(0.5);
        StringBuilder text = new StringBuilder();
        http.writePrometheus(text);
        assertThat(text.toString()).isEqualTo("""
                        # HELP http_requests_total help
                        # TYPE http_requests_total counter
                        http_requests_total{method="GET",status="2xx"} 1.0
                        http_requests_total{method="POST",status="2xx"} 3.0
                        # HELP size help
                        # TYPE size summary
                        size_count{handler="/a"} 1.0
                        size_sum{handler="/a"} 7.0
                        # HELP time help
                        # TYPE time histogram
                        time_bucket{handler="/a",le="1.0"} 1.0
                        time_bucket{handler="/a",le="+Inf"} 1.0
                        time_count{handler="/a"} 1.0
                        time_sum{handler="/a"} 0.5
                        """);
    }

    @Test
    void seriesAreBoundedWhateverTheLabels() throws IOException {
        MetricRegistry http = new MetricRegistry(Map.of());
        Labelled<Counter> requests = http.labelledCounter("c", "help", "path");
        for (int i = 0; i < 10_000; i++) {
            requests.with("/" + i).increment();
        }
        StringBuilder text = new StringBuilder();
        http.writePrometheus(text);
        assertThat(text.toString().lines().count()).isEqualTo(Labelled.MAX_SERIES + 3L);
        assertThat(text.toString()).contains("c_total{path=\"other\"} 9000.0\n");
    }
}
