package dev.octavo.server.bench;

import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads prompts from a file as vLLM's benchmarks do. */
public final class DatasetFile {

    private static final long MAX_BYTES = 2L << 30;

    /** vLLM's pruning: too short a request says nothing, and too long a one dominates. */
    private static final int MIN_TOKENS = 4;

    private static final int MAX_PROMPT = 1024;
    private static final int MAX_TOTAL = 2048;

    private final Path path;
    private final Tokenizer tokenizer;
    private final OptionalInt outputTokens;

    /**
     * A reader of a file.
     *
     * @param outputTokens the length of every output; empty for what the file says
     */
    public DatasetFile(Path path, Tokenizer tokenizer, OptionalInt outputTokens) {
        this.path = path;
        this.tokenizer = tokenizer;
        this.outputTokens = outputTokens;
    }

    /**
     * A JSON list of conversations: the first turn is the prompt, and the second tells the length of the output.
     *
     * @throws UserException if the file is no such list, or nothing in it is of a usable length
     */
    public Workload shareGpt() {
        List<BenchPrompt> prompts = new ArrayList<>();
        JsonNode list = parse(text());
        if (!list.isArray()) {
            throw broken("it is no JSON list of conversations");
        }
        for (JsonNode entry : list) {
            JsonNode turns = entry.path("conversations");
            if (turns.size() >= 2) {
                int[] ids = tokenizer.encode(turns.path(0).path("value").asString(""), true);
                int output = outputTokens.orElseGet(
                        () -> tokenizer.encode(turns.path(1).path("value").asString(""), false).length);
                boolean usable = ids.length >= MIN_TOKENS
                        && (outputTokens.isPresent() || output >= MIN_TOKENS)
                        && ids.length <= MAX_PROMPT
                        && ids.length + output <= MAX_TOTAL;
                if (usable) {
                    prompts.add(new BenchPrompt(ids, output));
                }
            }
        }
        return new Workload.Given(prompts);
    }

    /**
     * A JSON object per line with {@code prompt} and, unless a length is given, {@code output_tokens}.
     *
     * @throws UserException if a line lacks one of them; the message has its number
     */
    public Workload custom() {
        List<BenchPrompt> prompts = new ArrayList<>();
        int number = 0;
        for (String line : text().lines().toList()) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            JsonNode entry = parse(line);
            int output = outputTokens.orElse(entry.path("output_tokens").asInt(0));
            if (!entry.path("prompt").isString() || output < 1) {
                throw broken(
                        "line " + number
                                + " needs a text under \"prompt\" and a number above 0 under \"output_tokens\" (or give --output-len)");
            }
            prompts.add(new BenchPrompt(tokenizer.encode(entry.path("prompt").asString(), true), output));
        }
        return new Workload.Given(prompts);
    }

    private String text() {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw broken("it has more than " + MAX_BYTES + " bytes");
            }
            return Files.readString(path);
        } catch (IOException e) {
            throw new UserException("--dataset-path " + path + " cannot be read: " + e, e);
        }
    }

    private JsonNode parse(String json) {
        try {
            return JsonMapper.shared().readTree(json);
        } catch (JacksonException e) {
            throw new UserException("--dataset-path " + path + " is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private UserException broken(String why) {
        return new UserException("--dataset-path " + path + ": " + why);
    }
}
