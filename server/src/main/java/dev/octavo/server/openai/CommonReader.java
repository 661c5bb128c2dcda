package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.sample.SamplingParamsBuilder;
import dev.octavo.server.http.RequestIds;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.Optional;
import java.util.OptionalInt;

/** Reads what completion and chat requests share. */
final class CommonReader {

    private static final int MAX_SALT_CHARS = 256;

    private final ServedModel model;
    private final ServerConfig config;
    private final SamplingReader sampling;
    private final LogprobFields logprobs;

    CommonReader(ServedModel model, ServerConfig config) {
        this.model = model;
        this.config = config;
        this.sampling = new SamplingReader(model, config.requestLimits());
        this.logprobs = new LogprobFields(model, config.requestLimits().maxLogprobs());
    }

    ServedModel model() {
        return model;
    }

    RequestLimits limits() {
        return config.requestLimits();
    }

    LogprobFields logprobs() {
        return logprobs;
    }

    /** @param maxTokens what the kind of request calls the most tokens of an answer */
    CommonRequest read(Fields fields, OptionalInt maxTokens, boolean addSpecialTokens) {
        Optional<String> name = fields.text("model");
        UnsupportedFields.check(fields);
        StreamOptions streaming = StreamOptions.read(fields, config);
        SamplingParamsBuilder builder = sampling.read(fields);
        int promptLogprobs = logprobs.countOrAll(fields, "prompt_logprobs").orElse(-1);
        if (promptLogprobs > 0 && streaming.stream()) {
            throw ApiException.badField("prompt_logprobs", "prompt_logprobs cannot be had with stream true.");
        }
        if (promptLogprobs >= 0) {
            builder.promptLogprobs(promptLogprobs);
        }
        int listed = sampling.listLogprobs(fields, builder);
        name.filter(n -> !n.isEmpty() && !model.names().contains(n)).ifPresent(n -> {
            throw ApiException.noSuchModel(n);
        });
        return new CommonRequest(
                name,
                streaming,
                sampling.choices(fields),
                maxTokens,
                promptLogprobs,
                listed,
                BeamReader.read(fields, streaming.stream()),
                fields.flag("return_token_ids", false),
                fields.flag("return_tokens_as_token_ids", config.tokensAsIds()),
                fields.flag("add_special_tokens", addSpecialTokens),
                Truncation.read(fields),
                fields.integer("priority").orElse(0),
                cacheSalt(fields),
                requestId(fields),
                builder);
    }

    private static Optional<String> cacheSalt(Fields fields) {
        Optional<String> salt = fields.text("cache_salt");
        if (salt.isPresent() && (salt.get().isEmpty() || salt.get().length() > MAX_SALT_CHARS)) {
            throw ApiException.badField("cache_salt", "cache_salt must have 1 to " + MAX_SALT_CHARS + " characters.");
        }
        return salt;
    }

    private static Optional<String> requestId(Fields fields) {
        Optional<String> id = fields.text("request_id");
        if (id.isPresent() && !RequestIds.isSound(id.get())) {
            throw ApiException.badField(
                    "request_id", "request_id must consist of 1 to 128 letters, digits and -_.: characters.");
        }
        return id;
    }
}
