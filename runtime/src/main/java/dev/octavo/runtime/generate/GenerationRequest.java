package dev.octavo.runtime.generate;

import dev.octavo.runtime.sample.SamplingParams;
import java.util.Optional;

/**
 * One prompt to be continued.
 *
 * @param id unique among the running requests
 * @param promptIds at least one token
 * @param sampling how
 * @param priority lower is sooner, under the priority policy
 * @param cacheSalt prefixes are shared only between requests of equal salt
 */
public record GenerationRequest(
        String id, int[] promptIds, SamplingParams sampling, int priority, Optional<String> cacheSalt) {

    /** An ordinary request. */
    public GenerationRequest(String id, int[] promptIds, SamplingParams sampling) {
        this(id, promptIds, sampling, 0, Optional.empty());
    }
}
