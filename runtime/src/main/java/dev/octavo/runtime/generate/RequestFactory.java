package dev.octavo.runtime.generate;

import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.kv.HashChain;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.sample.SequenceSampling;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Prepares requests on the clients' threads, so that the step loop need not: token tables, stop rules, hashes of the prompt's blocks. Safe for use by any number of threads.
 */
final class RequestFactory {

    private final EngineConfig config;
    private final Set<Integer> endOfSequence;
    private final int vocabulary;
    private final int maxLength;
    private final BlockHasher hasher;

    RequestFactory(EngineConfig config, Set<Integer> endOfSequence, int vocabulary, int maxLength, BlockHasher hasher) {
        this.config = config;
        this.endOfSequence = endOfSequence;
        this.vocabulary = vocabulary;
        this.maxLength = maxLength;
        this.hasher = hasher;
    }

    ActiveRequest create(GenerationRequest request, long arrivalNumber, long now) {
        SamplingParams params = request.sampling();
        int[] prompt = request.promptIds().clone();
        ActiveRequest active = new ActiveRequest(request, arrivalNumber, now, vocabulary);
        long seed = params.seed().orElseGet(() -> new SplittableRandom(config.seed() + arrivalNumber).nextLong());
        HashChain chain = chain(request, prompt, arrivalNumber);
        List<Choice> choices = new ArrayList<>(params.n());
        for (int number = 0; number < params.n(); number++) {
            StopRule stopRule = new StopRule(params, endOfSequence, maxLength);
            choices.add(new Choice(
                    active,
                    number,
                    prompt,
                    new SequenceSampling(params, seed, number, stopRule.endings(), prompt),
                    stopRule,
                    params.outputLog(vocabulary),
                    number == 0 && params.promptLogprobs().isPresent(),
                    chain == null || number == 0 ? chain : chain.copy()));
        }
        active.choices(choices);
        return active;
    }

    /** Without prefix caching the outputs of one request still share its prompt, under a salt that no other request has. */
    private @Nullable HashChain chain(GenerationRequest request, int[] prompt, long arrivalNumber) {
        if (config.prefixCaching()) {
            String salt = request.cacheSalt().map(value -> "salt:" + value).orElse("");
            return hasher.fork().chain(salt, prompt);
        }
        return request.sampling().n() == 1 ? null : hasher.fork().chain("request:" + arrivalNumber, prompt);
    }
}
