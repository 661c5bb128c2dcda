package dev.octavo.server.cli;

import dev.octavo.runtime.generate.SamplingDefaults;
import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How tokens are chosen, for commands that generate by themselves. What is not given is the model's own default. */
final class SamplingArguments {

    @Option(
            names = "--max-tokens",
            paramLabel = "N",
            description = "Most tokens of an answer. Default: as many as fit.")
    private Optional<Integer> maxTokens = Optional.empty();

    @Option(names = "--temperature", paramLabel = "T", description = "0 always takes the most likely token.")
    private Optional<Float> temperature = Optional.empty();

    @Option(
            names = "--top-p",
            paramLabel = "P",
            description = "Keep the most likely tokens that together reach this probability.")
    private Optional<Float> topP = Optional.empty();

    @Option(names = "--top-k", paramLabel = "K", description = "Keep the K most likely tokens.")
    private Optional<Integer> topK = Optional.empty();

    @Option(names = "--sampling-seed", paramLabel = "N", description = "Makes the choice repeatable.")
    private Optional<Long> seed = Optional.empty();

    @Option(names = "--stop", paramLabel = "TEXT", description = "End at this text. May be repeated.")
    private List<String> stop = new ArrayList<>();

    @Option(names = "--ignore-eos", description = "Go on behind the end-of-sequence token.")
    private boolean ignoreEos;

    /** Parameters for a prompt of some tokens. */
    SamplingParams params(ServedModel model, int promptTokens) {
        SamplingDefaults defaults = model.defaults();
        int room = Math.max(1, model.maxModelLength() - promptTokens);
        SamplingParamsBuilder builder = SamplingParams.builder()
                .maxTokens(Math.min(room, maxTokens.orElse(defaults.maxTokens().orElse(room))))
                .temperature(temperature.orElse((float) defaults.temperature().orElse(1)))
                .topP(topP.orElse((float) defaults.topP().orElse(1)))
                .topK(topK.orElse(defaults.topK().orElse(0)))
                .minP((float) defaults.minP().orElse(0))
                .repetitionPenalty((float) defaults.repetitionPenalty().orElse(1))
                .stop(stop)
                .ignoreEos(ignoreEos);
        seed.ifPresent(builder::seed);
        return builder.build();
    }
}
