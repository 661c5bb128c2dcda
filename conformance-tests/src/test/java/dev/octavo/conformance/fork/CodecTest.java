package dev.octavo.conformance.fork;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.conformance.check.Check;
import dev.octavo.conformance.check.Outcome;
import dev.octavo.conformance.perf.Measurement;
import dev.octavo.conformance.session.Answer;
import dev.octavo.conformance.session.DeviceCard;
import dev.octavo.conformance.session.Target;
import dev.octavo.conformance.session.Task;
import dev.octavo.spi.Support;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CodecTest {

    private static final String NASTY = "tab\t newline\n return\r backslash\\ and \\t, empty next, ünï";

    private static final List<Message> ALL = List.of(
            new Message.Open(
                    new Target("id", 3, List.of(Path.of("/a b"), Path.of("c")), Map.of("k", NASTY, "empty", "")), 5),
            new Message.Ask(1, new Task.Run("gemm[a=b]", -7), 60_000),
            new Message.Ask(2, new Task.AskSupport("x"), 1),
            new Message.Ask(Long.MAX_VALUE, new Task.Measure(""), 1),
            new Message.Close(3),
            new Message.Opened(new DeviceCard("id", 0, NASTY, "gpu", "", "v", 1L << 40, Map.of("claim", "yes"))),
            new Message.Absent(NASTY),
            new Message.Unopened(""),
            new Message.Said(1, new Answer.Judged(new Outcome.Passed(0.1), new Support.Native("v"))),
            new Message.Said(2, new Answer.Judged(new Outcome.Unsupported(NASTY), new Support.Unsupported(NASTY))),
            new Message.Said(
                    3,
                    new Answer.Judged(
                            new Outcome.Failed(Check.BOUND, NASTY), new Support.Emulated("v", "slow, " + NASTY))),
            new Message.Said(4, new Answer.Supported(new Support.Native(""))),
            new Message.Said(5, new Answer.Measured(new Measurement(1e-9, 3, 0, 12), new Support.Emulated("a", "b"))),
            new Message.Said(6, new Answer.Broken(true, NASTY)),
            new Message.Stuck("at a.b(C.java:1) < d"),
            new Message.Closed());

    @Test
    void whatIsSaidIsHeard() {
        for (Message message : ALL) {
            String line = Codec.line(message);
            assertThat(line).doesNotContain("\n").doesNotContain("\r");
            assertThat(Codec.message(line)).isEqualTo(message);
        }
    }

    @Test
    void longTextsAreCut() {
        String line = Codec.line(new Message.Absent("x".repeat(1 << 20)));
        assertThat(line.length()).isLessThan(Fields.LONGEST_LINE);
        assertThat(((Message.Absent) Codec.message(line)).reason()).endsWith(" ...");
    }

    @Test
    void nonsenseIsRefused() {
        for (String line : List.of(
                "",
                "hello",
                "said\t1",
                "said\tone\tbroken\t0\tx",
                "opened\ta\tb",
                "absent\t\\q",
                "said\t1\tjudged\tfailed\tNOCHECK\tx\tnative\t\\0\t\\0",
                "open\tx\t0\t1\t999999999\ta",
                "absent\tcut\\")) {
            assertThatThrownBy(() -> Codec.message(line)).as(line).isInstanceOf(ProtocolException.class);
        }
    }

    @Test
    void brokenLinesDoNoHarm() {
        SplittableRandom random = new SplittableRandom(1);
        int heard = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder line = new StringBuilder(Codec.line(ALL.get(random.nextInt(ALL.size()))));
            for (int change = random.nextInt(1, 4); change > 0 && !line.isEmpty(); change--) {
                int at = random.nextInt(line.length());
                switch (random.nextInt(4)) {
                    case 0 -> line.deleteCharAt(at);
                    case 1 -> line.insert(at, '\t');
                    case 2 -> line.setCharAt(at, (char) random.nextInt(0x20, 0x7f));
                    default -> line.setLength(at);
                }
            }
            try {
                assertThat(Codec.message(line.toString())).isNotNull();
                heard++;
            } catch (ProtocolException e) {
                assertThat(e).hasMessageNotContaining("null");
            }
        }
        assertThat(heard).isPositive();
    }
}
