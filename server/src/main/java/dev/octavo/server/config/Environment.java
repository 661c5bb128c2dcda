package dev.octavo.server.config;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Settings that come from the environment. */
public final class Environment {

    private Environment() {}

    /** Keys from {@code OCTAVO_API_KEY} or {@code VLLM_API_KEY}, so that they need not stand on a command line. */
    public static List<String> apiKeys() {
        return Stream.of("OCTAVO_API_KEY", "VLLM_API_KEY")
                .map(System::getenv)
                .filter(key -> key != null && !key.isBlank())
                .limit(1)
                .toList();
    }

    /** Java, operating system and processor, for {@code --version}. */
    public static String platform() {
        return "Java " + Runtime.version() + " on " + System.getProperty("os.name") + " "
                + System.getProperty("os.arch");
    }

    /** Whether control routes are wanted: {@code OCTAVO_SERVER_DEV_MODE} or {@code VLLM_SERVER_DEV_MODE} is 1. */
    public static boolean devMode() {
        return Stream.of("OCTAVO_SERVER_DEV_MODE", "VLLM_SERVER_DEV_MODE")
                .map(System::getenv)
                .anyMatch("1"::equals);
    }

    /** OpenTelemetry's name of this service: {@code OTEL_SERVICE_NAME}, or octavo. */
    public static String otelServiceName() {
        String name = System.getenv("OTEL_SERVICE_NAME");
        return name == null || name.isBlank() ? "octavo" : name.strip();
    }

    /** Headers for OpenTelemetry's collector: {@code OTEL_EXPORTER_OTLP_TRACES_HEADERS}, or {@code OTEL_EXPORTER_OTLP_HEADERS}. */
    public static Map<String, String> otelHeaders() {
        String own = System.getenv("OTEL_EXPORTER_OTLP_TRACES_HEADERS");
        return pairs(own == null ? System.getenv("OTEL_EXPORTER_OTLP_HEADERS") : own);
    }

    /** Attributes of this process for OpenTelemetry: {@code OTEL_RESOURCE_ATTRIBUTES}. */
    public static Map<String, String> otelResource() {
        return pairs(System.getenv("OTEL_RESOURCE_ATTRIBUTES"));
    }

    /** What {@code a=b,c=d} says, percent-decoded; what is malformed does not count. */
    static Map<String, String> pairs(@Nullable String text) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : text == null ? new String[0] : text.split(",", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!name.isEmpty()) {
                pairs.put(name, decoded(pair.substring(equals + 1).strip()));
            }
        }
        return pairs;
    }

    private static String decoded(String value) {
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException plain) {
            return value;
        }
    }

    /** When the launcher began, as it says itself; empty where Octavo was started in another way. */
    public static Optional<Instant> launched() {
        try {
            double seconds =
                    Double.parseDouble(System.getProperty("octavo.launched", "").replace(',', '.'));
            return Optional.of(Instant.ofEpochMilli((long) (seconds * 1000)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
