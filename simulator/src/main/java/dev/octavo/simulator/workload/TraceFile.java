package dev.octavo.simulator.workload;

import dev.octavo.spi.UserException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads traces: one JSON object a line with {@code arrival_s}, {@code prompt_tokens} and {@code output_tokens}, and where wanted {@code prefix_group} (a string or number),
 * {@code prefix_tokens} (how many leading tokens the group shares; the whole prompt if missing) and {@code priority}.
 */
public final class TraceFile {

    private static final int MAX_LINE = 64 << 10;
    private static final int MAX_REQUESTS = 10_000_000;
    private static final int MAX_TOKENS = 16 << 20;
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(8)
                            .maxStringLength(4096)
                            .build())
                    .build())
            .build();

    private TraceFile() {}

    /**
     * The requests in the order of arrival.
     *
     * @throws UserException with file and line for what cannot be read
     */
    public static List<TraceRequest> read(Path file) {
        List<TraceRequest> trace = new ArrayList<>();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            StringBuilder line = new StringBuilder();
            for (int number = 1; readLine(reader, line, file, number); number++) {
                if (!line.toString().isBlank()) {
                    if (trace.size() == MAX_REQUESTS) {
                        throw new UserException(file + " has more than " + MAX_REQUESTS + " requests; split it");
                    }
                    trace.add(parse(line.toString(), file + ":" + number, trace.size()));
                }
            }
        } catch (CharacterCodingException notText) {
            throw new UserException(file + " is not UTF-8 text; a trace has one JSON object a line", notText);
        } catch (IOException failed) {
            throw new UserException("cannot read the trace " + file + ": " + failed.getMessage(), failed);
        }
        if (trace.isEmpty()) {
            throw new UserException(file + " has no requests; a trace has one JSON object a line");
        }
        trace.sort(Comparator.comparingDouble(TraceRequest::arrival));
        return trace;
    }

    private static boolean readLine(BufferedReader reader, StringBuilder line, Path file, int number)
            throws IOException {
        line.setLength(0);
        int read = reader.read();
        if (read < 0) {
            return false;
        }
        for (; read >= 0 && read != '\n'; read = reader.read()) {
            if (line.length() == MAX_LINE) {
                throw new UserException(file + ":" + number + " is longer than " + MAX_LINE + " characters");
            }
            line.append((char) read);
        }
        return true;
    }

    private static TraceRequest parse(String line, String where, int index) {
        try {
            JsonNode json = MAPPER.readTree(line);
            if (!json.isObject()) {
                throw new UserException(where + ": expected a JSON object");
            }
            int prompt = count(json, "prompt_tokens", where);
            JsonNode group = json.get("prefix_group");
            boolean grouped = group != null && !group.isNull();
            int shared = !grouped ? 0 : json.has("prefix_tokens") ? integer(json, "prefix_tokens", where) : prompt;
            return new TraceRequest(
                    number(json, "arrival_s", where),
                    prompt,
                    count(json, "output_tokens", where),
                    grouped ? group(group, where) : 0,
                    shared,
                    index + 1L,
                    json.has("priority") ? integer(json, "priority", where) : 0);
        } catch (JacksonException bad) {
            throw new UserException(where + ": not JSON: " + bad.getOriginalMessage(), bad);
        } catch (IllegalArgumentException bad) {
            throw new UserException(where + ": " + bad.getMessage(), bad);
        }
    }

    private static long group(JsonNode group, String where) {
        if (group.isIntegralNumber() && group.canConvertToLong()) {
            return group.longValue();
        }
        if (group.isString()) {
            long hash = 0xCBF29CE484222325L;
            for (int i = 0; i < group.stringValue().length(); i++) {
                hash = (hash ^ group.stringValue().charAt(i)) * 0x100000001B3L;
            }
            return hash;
        }
        throw new UserException(where + ": prefix_group must be a string or a whole number");
    }

    private static double number(JsonNode json, String name, String where) {
        JsonNode value = json.get(name);
        if (value == null || !value.isNumber()) {
            throw new UserException(where + ": " + name + " must be a number");
        }
        return value.doubleValue();
    }

    private static int integer(JsonNode json, String name, String where) {
        JsonNode value = json.get(name);
        if (value == null || !value.isIntegralNumber() || !value.canConvertToInt()) {
            throw new UserException(where + ": " + name + " must be a whole number");
        }
        return value.intValue();
    }

    private static int count(JsonNode json, String name, String where) {
        int value = integer(json, name, where);
        if (value < 1 || value > MAX_TOKENS) {
            throw new UserException(where + ": " + name + " must be from 1 to " + MAX_TOKENS + ", but is " + value);
        }
        return value;
    }
}
