package dev.octavo.runtime.template;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads test cases and compares renderings with them. */
final class Cases {

    private static final JsonMapper JSON = new JsonMapper();

    private Cases() {}

    static JsonNode read(Path path) throws IOException {
        return JSON.readTree(Files.readString(path));
    }

    static JsonNode parse(String json) {
        return JSON.readTree(json);
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> map(JsonNode node) {
        return JSON.treeToValue(node, Map.class);
    }

    @SuppressWarnings("unchecked")
    static <T> List<T> list(JsonNode node) {
        return JSON.treeToValue(node, List.class);
    }

    static Clock clock(JsonNode file) {
        return Clock.fixed(LocalDateTime.parse(file.path("now").asString()).toInstant(ZoneOffset.UTC), ZoneOffset.UTC);
    }

    static Map<String, String> specialTokens(JsonNode file) {
        Map<String, String> tokens = new HashMap<>();
        for (String token : List.of("bos_token", "eos_token", "pad_token", "unk_token")) {
            if (file.path(token).isString()) {
                tokens.put(token, file.path(token).asString());
            }
        }
        return tokens;
    }

    static ChatPrompt.Request request(JsonNode conversation) {
        return new ChatPrompt.Request(
                list(conversation.path("messages")),
                conversation.path("tools").isArray() ? list(conversation.path("tools")) : null,
                conversation.path("documents").isArray() ? list(conversation.path("documents")) : null,
                conversation.path("add_generation_prompt").asBoolean(),
                conversation.path("continue_final_message").asBoolean(),
                map(conversation.path("kwargs")));
    }

    /** What differs from {@code rendered} or {@code error}, or null. */
    static @Nullable String difference(JsonNode expected, Supplier<String> rendering) {
        boolean fails = expected.has("error");
        String error = expected.path("error").asString("");
        String actual;
        try {
            actual = rendering.get();
        } catch (UserException e) {
            if (!fails) {
                return "failed with <" + e.getMessage() + "> instead of <"
                        + expected.path("rendered").asString() + ">";
            }
            boolean same = !expected.path("error_kind").asString("").equals("template") || error.equals(e.getMessage());
            return same ? null : "failed with <" + e.getMessage() + "> instead of <" + error + ">";
        }
        if (fails) {
            return "rendered <" + actual + "> instead of failing with " + error;
        }
        String rendered = expected.path("rendered").asString();
        return actual.equals(rendered) ? null : "rendered <" + actual + "> instead of <" + rendered + ">";
    }
}
