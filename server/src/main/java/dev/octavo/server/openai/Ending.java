package dev.octavo.server.openai;

import dev.octavo.runtime.generate.FinishReason;
import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.server.protocol.JsonWriter;
import java.util.Optional;

/** How the end of a choice is told: {@code finish_reason} and vLLM's {@code stop_reason}. */
final class Ending {

    private Ending() {}

    static void write(JsonWriter out, Optional<FinishReason> finish, Optional<StopReason> stop) {
        out.name("finish_reason");
        if (finish.isPresent()) {
            out.value(name(finish.get()));
        } else {
            out.nullValue();
        }
        out.name("stop_reason");
        if (finish.filter(how -> how == FinishReason.REPETITION).isPresent()) {
            out.value("repetition_detected");
            return;
        }
        switch (stop.orElse(null)) {
            case null -> out.nullValue();
            case StopReason.Text text -> out.value(text.text());
            case StopReason.Token token -> out.value(token.tokenId());
        }
    }

    static String name(FinishReason finish) {
        return switch (finish) {
            case STOP -> "stop";
            case LENGTH -> "length";
            case REPETITION -> "repetition";
            case ABORT -> "abort";
            case ERROR -> "error";
        };
    }
}
