package dev.octavo.server.openai;

import java.time.Duration;
import java.util.Optional;

/**
 * What a generation does.
 *
 * @param text what every choice says, each with its own number after {@code #} if it contains one
 * @param endless whether the text is repeated for ever
 * @param pause before each token
 * @param failAt the token at which the engine throws; -1 for never
 * @param failure what it throws
 * @param stopText told as the stop reason
 */
record FakeScript(
        String text,
        boolean endless,
        Duration pause,
        int failAt,
        Optional<RuntimeException> failure,
        Optional<String> stopText) {

    static FakeScript of(String text) {
        return new FakeScript(text, false, Duration.ZERO, -1, Optional.empty(), Optional.empty());
    }

    static FakeScript endless(Duration pause) {
        return new FakeScript("la ", true, pause, -1, Optional.empty(), Optional.empty());
    }

    static FakeScript failing(int at, RuntimeException failure) {
        return new FakeScript("Hello, world!", false, Duration.ZERO, at, Optional.of(failure), Optional.empty());
    }

    FakeScript stoppedBy(String stop) {
        return new FakeScript(text, endless, pause, failAt, failure, Optional.of(stop));
    }

    FakeScript pausing(Duration time) {
        return new FakeScript(text, endless, time, failAt, failure, stopText);
    }
}
