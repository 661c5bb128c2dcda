package dev.octavo.runtime.metrics;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/** The figures of one engine, with vLLM's names, labels and buckets. Safe for use by any number of threads. */
public final class EngineMetrics implements Metrics {

    private static final List<String> REASONS = List.of("stop", "length", "abort", "error", "repetition");
    private static final List<String> SOURCES = List.of("local_compute", "local_cache_hit", "external_kv_transfer");

    private static final double NANOS_PER_SECOND = 1e9;

    private final MetricRegistry registry;
    private final Counter promptTokens;
    private final List<Counter> promptTokensBySource;
    private final Counter cachedPromptTokens;
    private final Counter generatedTokens;
    private final Counter rejections;
    private final List<Counter> finished;
    private final Histogram iterationTokens;
    private final Histogram firstToken;
    private final Histogram interToken;
    private final Histogram pieceWork;
    private final Histogram pieceDelivery;
    private final Histogram choices;
    private final Histogram mostGenerated;
    private final OutputHistograms outputs;

    /**
     * @param model the name that answers carry
     * @param maxModelLength limits the buckets of token counts
     * @param gauges read when the figures are
     * @param cacheConfig labels of {@code cache_config_info}
     */
    public EngineMetrics(String model, int maxModelLength, EngineGauges gauges, Map<String, String> cacheConfig) {
        registry = new MetricRegistry(Map.of("model_name", model, "engine", "0"));
        registerGauges(gauges);
        promptTokens = registry.counter("vllm:prompt_tokens", "Number of prefill tokens processed.");
        promptTokensBySource = registry.counters(
                "vllm:prompt_tokens_by_source", "Number of prompt tokens by source.", "source", SOURCES);
        cachedPromptTokens = registry.counter("vllm:prompt_tokens_cached", "Number of cached prompt tokens.");
        generatedTokens = registry.counter("vllm:generation_tokens", "Number of generation tokens processed.");
        rejections =
                registry.counter("vllm:admission_rejections", "Number of requests refused because the queue was full.");
        finished = registry.counters(
                "vllm:request_success", "Count of successfully processed requests.", "finished_reason", REASONS);
        iterationTokens = registry.histogram(
                "vllm:iteration_tokens_total",
                "Histogram of number of tokens per engine_step.",
                Buckets.iterationTokens());
        mostGenerated = registry.histogram(
                "vllm:request_max_num_generation_tokens",
                "Histogram of maximum number of requested generation tokens.",
                Buckets.lengths(maxModelLength));
        choices =
                registry.histogram("vllm:request_params_n", "Histogram of the n request parameter.", Buckets.choices());
        firstToken = registry.histogram(
                "vllm:time_to_first_token_seconds",
                "Histogram of time to first token in seconds.",
                Buckets.firstToken());
        interToken = registry.histogram(
                "vllm:inter_token_latency_seconds",
                "Histogram of inter-token latency in seconds.",
                Buckets.betweenTokens());
        pieceWork = registry.histogram(
                "octavo:token_handling_seconds",
                "Histogram of the time from a reader's seeing new tokens until it has handed their text on and asks for more.",
                Buckets.overhead());
        pieceDelivery = registry.histogram(
                "octavo:token_delivery_seconds",
                "Histogram of the time from sampling a token until its text was handed on; waiting for a processor included.",
                Buckets.overhead());
        outputs = new OutputHistograms(registry, maxModelLength);
        Map<String, String> info = new LinkedHashMap<>(cacheConfig);
        info.put("engine", "0");
        registry.info("vllm:cache_config_info", "Information of the LLMEngine CacheConfig", info);
    }

    /** How long the model took to be ready. */
    public void startTimes(Duration load, Duration warmUp) {
        registry.gauge("octavo:model_load_seconds", "Time to load the model.", () -> load.toNanos() / NANOS_PER_SECOND);
        registry.gauge(
                "octavo:warm_up_seconds",
                "Time spent on exercising kernels and rehearsing requests before the first one.",
                () -> warmUp.toNanos() / NANOS_PER_SECOND);
    }

    private void registerGauges(EngineGauges gauges) {
        registry.gauge("vllm:num_requests_running", "Number of requests in model execution batches.", gauges::running);
        registry.gauge(
                "vllm:num_requests_waiting",
                "Number of requests waiting to be processed.",
                () -> gauges.waitingForCapacity() + gauges.deferred());
        Map<String, DoubleSupplier> waiting = new LinkedHashMap<>();
        waiting.put("capacity", gauges::waitingForCapacity);
        waiting.put("deferred", gauges::deferred);
        registry.gauges(
                "vllm:num_requests_waiting_by_reason", "Number of waiting requests by reason.", "reason", waiting);
        Map<String, DoubleSupplier> sleep = new LinkedHashMap<>();
        sleep.put("awake", () -> gauges.sleepLevel() == 0 ? 1 : 0);
        sleep.put("weights_offloaded", () -> gauges.sleepLevel() == 1 ? 1 : 0);
        sleep.put("discard_all", () -> gauges.sleepLevel() == 2 ? 1 : 0);
        registry.gauges(
                "vllm:engine_sleep_state",
                "Engine sleep state; awake = 0 means engine is sleeping; awake = 1 means engine is awake; "
                        + "weights_offloaded = 1 means sleep level 1; discard_all = 1 means sleep level 2.",
                "sleep_state",
                sleep);
        registry.gauge("vllm:kv_cache_usage_perc", "KV-cache usage. 1 means 100 percent usage.", gauges::cacheUsage);
        registry.gauge(
                "octavo:kv_cache_waste_perc",
                "KV-cache slots of blocks in use that hold no token. 1 means 100 percent of them.",
                gauges::cacheWaste);
        registry.counter(
                "vllm:prefix_cache_queries",
                "Prefix cache queries, in terms of number of queried tokens.",
                gauges::prefixQueriedTokens);
        registry.counter(
                "vllm:prefix_cache_hits",
                "Prefix cache hits, in terms of number of cached tokens.",
                gauges::prefixHitTokens);
        registry.counter(
                "vllm:num_preemptions", "Cumulative number of preemption from the engine.", gauges::preemptions);
    }

    /** Where further metrics of the same process and labels may be registered. */
    public MetricRegistry registry() {
        return registry;
    }

    /** A step was run. */
    public void step(int tokens) {
        iterationTokens.observe(tokens);
    }

    /**
     * The prompt of an output was computed.
     *
     * @param tokens of the prompt
     * @param cachedTokens of those, how many needed no computing
     * @param tierTokens of those, how many came back from a second tier of the cache
     * @param seconds from its arrival to its first token
     */
    public void prefilled(int tokens, int cachedTokens, int tierTokens, double seconds) {
        promptTokens.add(tokens);
        promptTokensBySource.get(0).add(tokens - cachedTokens);
        promptTokensBySource.get(1).add(cachedTokens - tierTokens);
        promptTokensBySource.get(2).add(tierTokens);
        cachedPromptTokens.add(cachedTokens);
        firstToken.observe(seconds);
    }

    /** A request was refused because the queue was full. */
    public void rejected() {
        rejections.increment();
    }

    /** A further token came so many seconds after the one before. */
    public void decoded(double seconds) {
        interToken.observe(seconds);
    }

    /** Tokens were handed to a client. */
    public void generated(int tokens) {
        generatedTokens.add(tokens);
    }

    /**
     * A reader came back for more, so that it has handed on what it read before.
     *
     * @param handling seconds since it saw the new tokens
     * @param delivery seconds since the newest of them was sampled
     */
    public void delivered(double handling, double delivery) {
        pieceWork.observe(handling);
        pieceDelivery.observe(delivery);
    }

    /** An output ended. */
    public void finished(FinishedOutput output) {
        finished.get(REASONS.indexOf(output.reason())).increment();
        outputs.observe(output);
    }

    /** All outputs of a request ended. */
    public void requestFinished(int outputCount, int longestOutput) {
        choices.observe(outputCount);
        mostGenerated.observe(longestOutput);
    }

    @Override
    public void writePrometheus(Appendable out) throws IOException {
        registry.writePrometheus(out);
    }
}
