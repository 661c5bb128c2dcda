package dev.octavo.server.config;

import java.util.List;
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
}
