package dev.octavo.server.openai;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * What a generation does.
 *
 * @param text what every choice says, each with its own number after {@code #} if it contains one
 * @param endless whether the text is repeated for ever
 * @param pause before each token
 * @param gate no token comes before it is open
 * @param failAt the token at which the engine throws; -1 for never
 * @param failure what it throws
 * @param stopText told as the stop reason
 */
record FakeScript(
        String text,
        boolean endless,
        Duration pause,
        CountDownLatch gate,
        int failAt,
        Optional<RuntimeException> failure,
        Optional<String> stopText) {

    private static final CountDownLatch OPEN = new CountDownLatch(0);

    static FakeScript of(String text) {
        return new FakeScript(text, false, Duration.ZERO, OPEN, -1, Optional.empty(), Optional.empty());
    }

    static FakeScript endless(Duration pause) {
        return new FakeScript("la ", true, pause, OPEN, -1, Optional.empty(), Optional.empty());
    }

    static FakeScript failing(int at, RuntimeException failure) {
        return new FakeScript("Hello, world!", false, Duration.ZERO, OPEN, at, Optional.of(failure), Optional.empty());
    }

    FakeScript stoppedBy(String stop) {
        return new FakeScript(text, endless, pause, gate, failAt, failure, Optional.of(stop));
    }

    FakeScript pausing(Duration time) {
        return new FakeScript(text, endless, time, gate, failAt, failure, stopText);
    }

    /** Runs for as long as a test needs it to run, however slow the machine. */
    FakeScript until(CountDownLatch opened) {
        return new FakeScript(text, endless, pause, opened, failAt, failure, stopText);
    }
}
