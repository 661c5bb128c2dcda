package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the real engine exports after a number of requests is the sum of what their answers said. */
class MetricsReconcileTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "model_name=\"stories\"";

    private static Map<String, Double> read(String text) {
        Map<String, Double> figures = new TreeMap<>();
        text.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int blank = line.lastIndexOf(' ');
            String name = line.substring(0, blank)
                    .replace("engine=\"0\",", "")
                    .replace(MODEL + ",", "")
                    .replace("," + MODEL, "")
                    .replace(MODEL, "")
                    .replace("{}", "");
            figures.put(name, Double.parseDouble(line.substring(blank + 1)));
        });
        return figures;
    }

    private static double value(Map<String, Double> figures, String name) {
        return figures.getOrDefault(name, Double.NaN);
    }

    @Test
    void sumsMatch() throws Exception {
        try (StoryServer server = new StoryServer();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                String body = "{\"prompt\":\"" + "Once upon a time ".repeat(1 + i % 3)
                        + "\",\"ignore_eos\":true,\"max_tokens\":" + (3 + i % 5) + ",\"n\":" + (1 + i % 2)
                        + ",\"seed\":" + i + "}";
                answers.add(threads.submit(() -> server.post("/v1/completions", body)));
            }
            double prompts = 0;
            double generated = 0;
            double outputs = 0;
            double promptsOfOutputs = 0;
            for (Future<String> answer : answers) {
                JsonNode json = JSON.readTree(answer.get());
                int choices = json.get("choices").size();
                int prompt = json.get("usage").get("prompt_tokens").intValue();
                outputs += choices;
                prompts += prompt;
                promptsOfOutputs += (double) prompt * choices;
                generated += json.get("usage").get("completion_tokens").intValue();
            }
            Map<String, Double> figures = read(server.get("/metrics"));
            assertThat(outputs).isEqualTo(36);
            assertThat(prompts).isPositive();
            assertThat(figures)
                    .containsEntry("vllm:generation_tokens_total", generated)
                    .containsEntry("vllm:prompt_tokens_total", promptsOfOutputs)
                    .containsEntry("vllm:request_success_total{finished_reason=\"length\"}", outputs)
                    .containsEntry("vllm:request_success_total{finished_reason=\"abort\"}", 0.0)
                    .containsEntry("vllm:request_success_total{finished_reason=\"error\"}", 0.0)
                    .containsEntry("vllm:request_generation_tokens_sum", generated)
                    .containsEntry("vllm:request_generation_tokens_count", outputs)
                    .containsEntry("vllm:request_prompt_tokens_sum", promptsOfOutputs)
                    .containsEntry("vllm:time_to_first_token_seconds_count", outputs)
                    .containsEntry("vllm:inter_token_latency_seconds_count", generated - outputs)
                    .containsEntry("vllm:e2e_request_latency_seconds_count", outputs)
                    .containsEntry("vllm:request_queue_time_seconds_count", outputs)
                    .containsEntry("vllm:request_prefill_time_seconds_count", outputs)
                    .containsEntry("vllm:request_decode_time_seconds_count", outputs)
                    .containsEntry("vllm:request_inference_time_seconds_count", outputs)
                    .containsEntry("vllm:request_params_n_count", 24.0)
                    .containsEntry("vllm:request_params_n_sum", outputs)
                    .containsEntry("vllm:request_params_n_bucket{le=\"1.0\"}", 12.0)
                    .containsEntry("vllm:num_requests_running", 0.0)
                    .containsEntry("vllm:num_requests_waiting", 0.0)
                    .containsEntry("vllm:kv_cache_usage_perc", 0.0)
                    .containsEntry("vllm:admission_rejections_total", 0.0)
                    .containsEntry("octavo:engine_healthy", 1.0)
                    .containsEntry(
                            "http_requests_total{handler=\"/v1/completions\",method=\"POST\",status=\"2xx\"}", 24.0);
            assertThat(value(figures, "vllm:prompt_tokens_by_source_total{source=\"local_compute\"}")
                            + value(figures, "vllm:prompt_tokens_by_source_total{source=\"local_cache_hit\"}"))
                    .isEqualTo(promptsOfOutputs);
            assertThat(value(figures, "vllm:prompt_tokens_cached_total"))
                    .isEqualTo(value(figures, "vllm:prompt_tokens_by_source_total{source=\"local_cache_hit\"}"));
            assertThat(value(figures, "vllm:iteration_tokens_total_sum"))
                    .isEqualTo(value(figures, "vllm:prompt_tokens_by_source_total{source=\"local_compute\"}")
                            + generated
                            - outputs);
            assertThat(value(figures, "octavo:model_load_seconds")).isPositive();
            assertThat(value(figures, "octavo:warm_up_seconds")).isNotNegative();
            assertThat(value(figures, "vllm:e2e_request_latency_seconds_sum"))
                    .isGreaterThanOrEqualTo(value(figures, "vllm:request_queue_time_seconds_sum")
                            + value(figures, "vllm:request_inference_time_seconds_sum"));
        }
    }
}
