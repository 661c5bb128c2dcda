package dev.octavo.server.openai;

import dev.octavo.runtime.beam.BeamOptions;
import dev.octavo.runtime.beam.EarlyStopping;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.Optional;
import java.util.OptionalDouble;
import tools.jackson.databind.JsonNode;

/** The fields of beam search: vLLM's {@code use_beam_search} and {@code length_penalty}, and Hugging Face's {@code early_stopping}. */
final class BeamReader {

    private BeamReader() {}

    /** Empty unless beam search is asked for. */
    static Optional<BeamOptions> read(Fields fields, boolean stream) {
        OptionalDouble penalty = fields.number("length_penalty");
        EarlyStopping early = earlyStopping(fields);
        BeamOptions options = new BeamOptions(penalty.orElse(1), early);
        if (!fields.flag("use_beam_search", false)) {
            return Optional.empty();
        }
        if (stream) {
            throw ApiException.badField(
                    "use_beam_search",
                    "use_beam_search cannot be had with stream true: beams are known only at the end. Set one of them to false.");
        }
        if (fields.number("repetition_penalty").orElse(1) != 1) {
            throw ApiException.badField(
                    "repetition_penalty", "repetition_penalty must be left out with use_beam_search.");
        }
        return Optional.of(options);
    }

    private static EarlyStopping earlyStopping(Fields fields) {
        JsonNode node = fields.node("early_stopping").orElse(null);
        if (node == null) {
            return EarlyStopping.HEURISTIC;
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? EarlyStopping.WHEN_FULL : EarlyStopping.HEURISTIC;
        }
        if (node.isString() && node.stringValue().equals("never")) {
            return EarlyStopping.WHEN_CERTAIN;
        }
        throw ApiException.badField(fields.path("early_stopping"), "early_stopping must be true, false or \"never\".");
    }
}
