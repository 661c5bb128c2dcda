package dev.octavo.server.serving;

import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Locale;

/** Writes requests and answers to the log, if that is asked for: as in vLLM, parameters at level info and prompts only at level debug. */
final class RequestLog {

    private static final Logger LOGGER = System.getLogger("dev.octavo.server.requests");

    private final ServingOptions options;
    private final Tokenizer tokenizer;

    RequestLog(ServingOptions options, Tokenizer tokenizer) {
        this.options = options;
        this.tokenizer = tokenizer;
    }

    void received(GenerationRequest request) {
        if (!options.logRequests()) {
            return;
        }
        SamplingParams sampling = request.sampling();
        LOGGER.log(
                Level.INFO,
                String.format(
                        Locale.ROOT,
                        "received %s: prompt_tokens=%d n=%d max_tokens=%d temperature=%s top_p=%s top_k=%d seed=%s",
                        request.id(),
                        request.promptIds().length,
                        sampling.n(),
                        sampling.maxTokens(),
                        sampling.temperature(),
                        sampling.topP(),
                        sampling.topK(),
                        sampling.seed().isPresent() ? sampling.seed().getAsLong() : "none"));
        if (LOGGER.isLoggable(Level.DEBUG)) {
            LOGGER.log(
                    Level.DEBUG,
                    "prompt of " + request.id() + ": \"" + cut(tokenizer.decode(request.promptIds(), false)) + '"');
        }
    }

    boolean wantsOutputs() {
        return options.logOutputs() && LOGGER.isLoggable(Level.INFO);
    }

    /** Whether a text of this length is as long as anybody will see. */
    boolean isFull(int length) {
        return options.maxLogLength().isPresent()
                && length >= options.maxLogLength().getAsInt();
    }

    void answered(String id, int choice, CharSequence text, String reason) {
        LOGGER.log(Level.INFO, "answer " + choice + " of " + id + " (" + reason + "): \"" + cut(text.toString()) + '"');
    }

    /** The text as short as it has to be, and on one line. */
    private String cut(String text) {
        int most = Math.min(text.length(), options.maxLogLength().orElse(Integer.MAX_VALUE));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < most; i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.toString();
    }
}
