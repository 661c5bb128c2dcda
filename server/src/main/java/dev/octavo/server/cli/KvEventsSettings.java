package dev.octavo.server.cli;

import java.util.Set;
import picocli.CommandLine.TypeConversionException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What vLLM's {@code --kv-events-config} says, as far as it is there.
 *
 * @param bufferSteps batches that are kept for readers; 0 records nothing
 */
record KvEventsSettings(int bufferSteps) {

    private static final int DEFAULT_STEPS = 1_000;
    private static final int MOST_STEPS = 1_000_000;

    /** Those that only vLLM's ZMQ publisher has. */
    private static final Set<String> OF_ZMQ = Set.of("endpoint", "replay_endpoint", "hwm", "max_queue_size", "topic");

    static KvEventsSettings parse(String text) {
        JsonNode config;
        try {
            config = JsonMapper.shared().readTree(text);
        } catch (JacksonException e) {
            TypeConversionException wrong = new TypeConversionException(
                    "'" + text + "' is no JSON; write for example {\"enable_kv_cache_events\": true}");
            wrong.initCause(e);
            throw wrong;
        }
        if (!config.isObject()) {
            throw new TypeConversionException("it must be a JSON object such as {\"enable_kv_cache_events\": true}");
        }
        boolean enabled = false;
        int steps = DEFAULT_STEPS;
        for (String name : config.propertyNames()) {
            JsonNode value = config.get(name);
            switch (name) {
                case "enable_kv_cache_events" -> enabled = flag(name, value);
                case "publisher" -> publishes(value);
                case "buffer_steps" -> steps = steps(value);
                default ->
                    throw new TypeConversionException(
                            OF_ZMQ.contains(name)
                                    ? name + " belongs to ZMQ, which is not there: events are read from GET /kv_events"
                                    : name + " is not known");
            }
        }
        return new KvEventsSettings(enabled && publishes(config.path("publisher")) ? steps : 0);
    }

    private static boolean flag(String name, JsonNode value) {
        if (!value.isBoolean()) {
            throw new TypeConversionException(name + " must be true or false");
        }
        return value.booleanValue();
    }

    private static boolean publishes(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return true;
        }
        return switch (value.asString("")) {
            case "sse" -> true;
            case "null" -> false;
            case "zmq" ->
                throw new TypeConversionException(
                        "publisher zmq is not there: leave it away and read events from GET /kv_events");
            default -> throw new TypeConversionException("publisher must be sse or null");
        };
    }

    private static int steps(JsonNode value) {
        if (!value.isIntegralNumber() || value.longValue() < 1 || value.longValue() > MOST_STEPS) {
            throw new TypeConversionException("buffer_steps must be a number from 1 to " + MOST_STEPS);
        }
        return value.intValue();
    }
}
