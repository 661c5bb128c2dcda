package dev.octavo.server.cli;

import dev.octavo.spi.UserException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Lists on the command line: {@code a,b}, or a JSON list of strings as vLLM takes it. */
final class WordLists {

    private WordLists() {}

    /** All words of all values of an option. */
    static List<String> parse(String option, List<String> values) {
        List<String> words = new ArrayList<>();
        for (String value : values) {
            if (value.strip().startsWith("[")) {
                words.addAll(json(option, value));
            } else {
                Arrays.stream(value.split(",", -1))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .forEach(words::add);
            }
        }
        return List.copyOf(words);
    }

    private static List<String> json(String option, String value) {
        try {
            List<String> words = new ArrayList<>();
            for (JsonNode node : JsonMapper.shared().readTree(value)) {
                if (!node.isString()) {
                    throw wrong(option, value);
                }
                words.add(node.stringValue());
            }
            return words;
        } catch (JacksonException e) {
            throw wrong(option, value);
        }
    }

    private static UserException wrong(String option, String value) {
        return new UserException(
                option + " must be words with commas between them or a JSON list of strings, but is " + value);
    }
}
