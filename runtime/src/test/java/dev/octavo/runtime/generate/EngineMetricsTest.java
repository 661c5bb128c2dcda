package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.execute.FakeModelRunner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures reconcile with what clients saw. */
@Timeout(600)
class EngineMetricsTest {

    private static final int VOCABULARY = 32;

    private static Map<String, Double> read(Engine engine) throws IOException {
        StringBuilder text = new StringBuilder();
        engine.metrics().writePrometheus(text);
        return text.toString()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' '))
                                .replace("model_name=\"fake\",", "")
                                .replace("engine=\"0\",", "")
                                .replace(",model_name=\"fake\"", "")
                                .replace("model_name=\"fake\"", "")
                                .replace("{}", ""),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                        (a, b) -> a,
                        TreeMap::new));
    }

    @Test
    void countsEqualWhatClientsSaw() throws Exception {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);
        AtomicLong clock = new AtomicLong();
        StepGate gate = new StepGate();
        gate.open();
        runner.beforeStep(gate);
        try (LlmEngine engine = new LlmEngine(
                EngineConfig.defaults(), Engines.model(runner), runner, () -> clock.addAndGet(1_000_000))) {
            int[] prompt = {1, 2, 3, 4, 5, 6};
            long tokens = 0;
            for (int i = 0; i < 3; i++) {
                Generation generation = engine.submit(Engines.request(
                        Engines.greedy(10)
                                .stop(i == 2 ? List.of("a", "b", "c", "d", "e", "f", "g", "h") : List.of())
                                .build(),
                        prompt));
                Engines.readOne(generation);
                tokens += generation.usage().completionTokens();
            }
            // So few steps that the request cannot end by itself before it is aborted.
            gate.shut();
            gate.allow(3);
            Generation aborted =
                    engine.submit(Engines.request(Engines.greedy(200).build(), prompt));
            aborted.next();
            tokens += aborted.usage().completionTokens();
            aborted.close();
            gate.open();
            Engines.eventually(() -> engine.stats().running() == 0);
            Map<String, Double> figures = read(engine);
            assertThat(figures)
                    .containsEntry("vllm:generation_tokens_total", (double) tokens)
                    .containsEntry("vllm:prompt_tokens_total", 24.0)
                    .containsEntry("vllm:prompt_tokens_cached_total", 12.0)
                    .containsEntry("vllm:prompt_tokens_by_source_total{source=\"local_compute\"}", 12.0)
                    .containsEntry("vllm:prompt_tokens_by_source_total{source=\"local_cache_hit\"}", 12.0)
                    .containsEntry("vllm:prefix_cache_queries_total", 24.0)
                    .containsEntry("vllm:prefix_cache_hits_total", 12.0)
                    .containsEntry("vllm:request_success_total{finished_reason=\"length\"}", 2.0)
                    .containsEntry("vllm:request_success_total{finished_reason=\"stop\"}", 1.0)
                    .containsEntry("vllm:request_success_total{finished_reason=\"abort\"}", 1.0)
                    .containsEntry("vllm:request_prompt_tokens_sum", 24.0)
                    .containsEntry("vllm:request_params_n_count", 4.0)
                    .containsEntry("vllm:time_to_first_token_seconds_count", 4.0)
                    .containsEntry("vllm:num_requests_running", 0.0)
                    .containsEntry("vllm:kv_cache_usage_perc", 0.0)
                    .containsEntry("vllm:e2e_request_latency_seconds_count", 4.0);
            assertThat(figures.get("vllm:iteration_tokens_total_count"))
                    .isEqualTo((double) engine.stats().steps());
            assertThat(figures.get("vllm:iteration_tokens_total_sum")).isEqualTo((double) runner.tokensComputed());
            assertThat(figures.get("octavo:token_handling_seconds_count"))
                    .isBetween(1.0, (double) tokens)
                    .isEqualTo(figures.get("octavo:token_delivery_seconds_count"));
            assertThat(figures.get("octavo:token_handling_seconds_sum"))
                    .isPositive()
                    .isLessThan(figures.get("octavo:token_delivery_seconds_sum"));
            assertThat(figures.get("vllm:e2e_request_latency_seconds_sum"))
                    .isGreaterThan(figures.get("vllm:request_inference_time_seconds_sum"));
        }
    }

    @Test
    void allNamesOfTheBaseSetAreThere() throws Exception {
        FakeModelRunner runner = new FakeModelRunner(VOCABULARY, 64, 8, 4, 64);
        try (LlmEngine engine = new LlmEngine(EngineConfig.defaults(), Engines.model(runner), runner)) {
            StringBuilder text = new StringBuilder();
            engine.metrics().writePrometheus(text);
            List<String> names = new ArrayList<>();
            text.toString()
                    .lines()
                    .filter(line -> line.startsWith("# TYPE"))
                    .forEach(line -> names.add(line.substring(7)));
            assertThat(names)
                    .contains(
                            "vllm:num_requests_running gauge",
                            "vllm:num_requests_waiting gauge",
                            "vllm:num_requests_waiting_by_reason gauge",
                            "vllm:kv_cache_usage_perc gauge",
                            "vllm:cache_config_info gauge",
                            "vllm:prefix_cache_queries_total counter",
                            "vllm:prefix_cache_hits_total counter",
                            "vllm:num_preemptions_total counter",
                            "vllm:prompt_tokens_total counter",
                            "vllm:prompt_tokens_by_source_total counter",
                            "vllm:prompt_tokens_cached_total counter",
                            "vllm:generation_tokens_total counter",
                            "vllm:request_success_total counter",
                            "vllm:admission_rejections_total counter",
                            "vllm:engine_sleep_state gauge",
                            "vllm:iteration_tokens_total histogram",
                            "vllm:request_prompt_tokens histogram",
                            "vllm:request_generation_tokens histogram",
                            "vllm:request_max_num_generation_tokens histogram",
                            "vllm:request_params_max_tokens histogram",
                            "vllm:request_params_n histogram",
                            "vllm:request_prefill_kv_computed_tokens histogram",
                            "vllm:time_to_first_token_seconds histogram",
                            "vllm:inter_token_latency_seconds histogram",
                            "vllm:request_time_per_output_token_seconds histogram",
                            "vllm:e2e_request_latency_seconds histogram",
                            "vllm:request_queue_time_seconds histogram",
                            "vllm:request_inference_time_seconds histogram",
                            "vllm:request_prefill_time_seconds histogram",
                            "vllm:request_decode_time_seconds histogram");
            assertThat(text.toString())
                    .contains(
                            "vllm:engine_sleep_state{engine=\"0\",model_name=\"fake\",sleep_state=\"awake\"} 1.0",
                            "vllm:engine_sleep_state{engine=\"0\",model_name=\"fake\",sleep_state=\"discard_all\"} 0.0",
                            "source=\"external_kv_transfer\"} 0.0",
                            "vllm:cache_config_info{block_size=\"4\",enable_prefix_caching=\"True\",engine=\"0\",num_gpu_blocks=\"64\"} 1.0");
        }
    }
}
