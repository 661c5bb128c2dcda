package dev.octavo.server.openai;

import dev.octavo.runtime.generate.GenerationUsage;
import java.util.OptionalInt;

/** Adds up what the generations of a request took. */
final class UsageCounter {

    private final int prompts;
    private final boolean details;
    private final boolean promptOnly;

    /**
     * @param details whether tokens from the prefix cache are told
     * @param promptOnly whether generated tokens were not asked for
     */
    UsageCounter(int prompts, boolean details, boolean promptOnly) {
        this.prompts = prompts;
        this.details = details;
        this.promptOnly = promptOnly;
    }

    Usage total(GenerationGroup group) {
        int prompt = 0;
        int completion = 0;
        int cached = 0;
        for (int i = 0; i < prompts; i++) {
            GenerationUsage usage = group.generation(i).usage();
            prompt += usage.promptTokens();
            completion += usage.completionTokens();
            cached += usage.cachedTokens();
        }
        return new Usage(prompt, promptOnly ? 0 : completion, details ? OptionalInt.of(cached) : OptionalInt.empty());
    }

    /** What one choice took so far. */
    Usage soFar(int promptTokens, int completionTokens) {
        return new Usage(promptTokens, promptOnly ? 0 : completionTokens, OptionalInt.empty());
    }
}
