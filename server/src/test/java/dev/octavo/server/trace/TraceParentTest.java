package dev.octavo.server.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceParentTest {

    private static final String SOUND = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aLaterVersionMaySayMore() {
        assertThat(TraceParent.of(Optional.of("01" + SOUND.substring(2) + "-future"), Optional.empty()))
                .isPresent();
        assertThat(TraceParent.of(Optional.of(SOUND + "-future"), Optional.empty()))
                .isEmpty();
    }

    @Test
    void stateThatIsNoStateIsLeftOut() {
        assertThat(TraceParent.of(Optional.of(SOUND), Optional.of("a=b\nforged"))
                        .orElseThrow()
                        .state())
                .isEmpty();
        assertThat(TraceParent.of(Optional.of(SOUND), Optional.of("x".repeat(513)))
                        .orElseThrow()
                        .state())
                .isEmpty();
        assertThat(TraceParent.of(Optional.of(SOUND), Optional.of("a=b"))
                        .orElseThrow()
                        .state())
                .isEqualTo("a=b");
    }

    @Test
    void whateverItIsThereIsAnAnswer() {
        Random random = new Random(7);
        int sound = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(SOUND);
            for (int edits = random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(3)) {
                    case 0 -> text.setCharAt(at, (char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
                    case 1 -> text.deleteCharAt(at);
                    default -> text.insert(at, SOUND.charAt(random.nextInt(SOUND.length())));
                }
            }
            Optional<TraceParent> parent = TraceParent.of(Optional.of(text.toString()), Optional.of(text.toString()));
            if (parent.isPresent()) {
                sound++;
                assertThat(parent.get().traceId()).matches("[0-9a-f]{32}");
                assertThat(parent.get().parentId()).matches("[0-9a-f]{16}");
            }
        }
        assertThat(sound).isBetween(40_000, 150_000);
    }

    @Test
    void idsDiffer() {
        Random random = new Random(1);
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            TraceParent root = TraceParent.root(random);
            assertThat(root.traceId()).matches("[0-9a-f]{32}");
            ids.add(root.traceId());
            ids.add(TraceParent.spanId(random));
        }
        assertThat(ids).hasSize(2000);
    }
}
