package dev.octavo.runtime.metrics;

/** The histograms that get one value per output. */
final class OutputHistograms {

    private final Histogram promptTokens;
    private final Histogram generatedTokens;
    private final Histogram maxTokens;
    private final Histogram computedPromptTokens;
    private final Histogram timePerToken;
    private final Histogram total;
    private final Histogram queued;
    private final Histogram inference;
    private final Histogram prefill;
    private final Histogram decode;

    OutputHistograms(MetricRegistry registry, int maxModelLength) {
        double[] lengths = Buckets.lengths(maxModelLength);
        double[] latency = Buckets.latency();
        promptTokens = registry.histogram("vllm:request_prompt_tokens", "Number of prefill tokens processed.", lengths);
        generatedTokens =
                registry.histogram("vllm:request_generation_tokens", "Number of generation tokens processed.", lengths);
        maxTokens = registry.histogram(
                "vllm:request_params_max_tokens", "Histogram of the max_tokens request parameter.", lengths);
        computedPromptTokens = registry.histogram(
                "vllm:request_prefill_kv_computed_tokens",
                "Histogram of new KV tokens computed during prefill (excluding cached tokens).",
                lengths);
        timePerToken = registry.histogram(
                "vllm:request_time_per_output_token_seconds",
                "Histogram of time_per_output_token_seconds per request.",
                Buckets.betweenTokens());
        total = registry.histogram(
                "vllm:e2e_request_latency_seconds", "Histogram of e2e request latency in seconds.", latency);
        queued = registry.histogram(
                "vllm:request_queue_time_seconds", "Histogram of time spent in WAITING phase for request.", latency);
        inference = registry.histogram(
                "vllm:request_inference_time_seconds",
                "Histogram of time spent in RUNNING phase for request.",
                latency);
        prefill = registry.histogram(
                "vllm:request_prefill_time_seconds", "Histogram of time spent in PREFILL phase for request.", latency);
        decode = registry.histogram(
                "vllm:request_decode_time_seconds", "Histogram of time spent in DECODE phase for request.", latency);
    }

    void observe(FinishedOutput output) {
        promptTokens.observe(output.promptTokens());
        generatedTokens.observe(output.generatedTokens());
        maxTokens.observe(output.maxTokens());
        total.observe(output.total());
        if (output.queued() >= 0) {
            queued.observe(output.queued());
            computedPromptTokens.observe(output.computedPromptTokens());
        }
        if (output.prefill() >= 0) {
            prefill.observe(output.prefill());
            decode.observe(output.decode());
            inference.observe(output.prefill() + output.decode());
        }
        if (output.generatedTokens() > 1) {
            timePerToken.observe(output.decode() / (output.generatedTokens() - 1));
        }
    }
}
