package dev.octavo.server.openai;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.server.protocol.Fields;
import java.util.OptionalInt;

/** Fields that say how many log-probabilities to report. */
final class LogprobFields {

    private final ServedModel model;
    private final int most;

    /** @param most alternatives per token; -1 for no limit but the vocabulary */
    LogprobFields(ServedModel model, int most) {
        this.model = model;
        this.most = most < 0 ? model.vocabularySize() : Math.min(most, model.vocabularySize());
    }

    /** Alternatives per token. */
    OptionalInt count(Fields fields, String name) {
        return fields.integer(name, 0, most);
    }

    /** Alternatives per token, where -1 means the whole vocabulary, as vLLM has it in some fields. */
    OptionalInt countOrAll(Fields fields, String name) {
        OptionalInt value = fields.integer(name);
        if (value.isEmpty() || value.getAsInt() != -1) {
            return count(fields, name);
        }
        if (model.vocabularySize() > most) {
            String path = fields.path(name);
            throw ApiException.badField(
                    path,
                    path + " is -1, the whole vocabulary of " + model.vocabularySize() + " tokens, but may be at most "
                            + most + "; the server's --max-logprobs says so.");
        }
        return OptionalInt.of(model.vocabularySize());
    }
}
