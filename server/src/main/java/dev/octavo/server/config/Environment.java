package dev.octavo.server.config;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

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
