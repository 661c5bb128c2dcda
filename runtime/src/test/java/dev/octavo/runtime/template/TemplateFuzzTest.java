package dev.octavo.runtime.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.spi.UserException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Mutated templates end with a text or with a {@link UserException}, soon, on a small stack. */
class TemplateFuzzTest {

    private static final TemplateLimits LIMITS = new TemplateLimits(1 << 16, 200, 200_000, 1 << 18, 1 << 18, 1200);
    private static final String[] PIECES = {
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "-",
        "(",
        ")",
        "[",
        "]",
        "'",
        "\"",
        "|",
        ".",
        ":",
        ",",
        "*",
        "**",
        "\\",
        "\n",
        " if ",
        " else ",
        " in ",
        " is ",
        "{% endfor %}",
        "{% for x in ",
        "{% macro m(",
        "{% endmacro %}",
        "m(",
        "loop",
        "99999999999",
        " * 1000000000",
        "range(99999)",
        "|list",
        "|map('",
        "|tojson",
        ".format(",
        "%d",
        "{% set x = [x] %}",
        "recursive ",
        "\u0000",
        "\ud83d",
        "\u00e9",
        "{% raw %}",
        "{% endraw %}",
        "caller()",
        "ns.x",
        "|join(x)",
        "|indent(99999)",
        "~ x"
    };

    @Test
    void mutatedTemplatesNeverCrash() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        Thread thread = new Thread(null, () -> fuzz(failures), "fuzz", 512 * 1024);
        thread.start();
        thread.join();
        assertThat(failures).isEmpty();
    }

    private static void fuzz(List<Throwable> failures) {
        try {
            JsonNode file = JinjaCasesTest.cases();
            Map<String, Object> context = Cases.map(file.path("context"));
            Clock clock = Cases.clock(file);
            List<String> seeds = new ArrayList<>();
            file.path("snippets").forEach(s -> seeds.add(s.path("template").asString()));
            Random random = new Random(20261121);
            ThreadMXBean threads = ManagementFactory.getThreadMXBean();
            for (int i = 0; i < 12_000; i++) {
                String source = mutate(random, seeds);
                long start = threads.getCurrentThreadCpuTime();
                try {
                    ChatTemplate.compile(source, LIMITS).render(context, clock);
                } catch (UserException e) {
                    assertThat(e.getMessage()).isNotNull();
                } catch (RuntimeException | Error e) {
                    failures.add(new AssertionError("crashed on: " + source, e));
                }
                if (threads.getCurrentThreadCpuTime() - start > 10_000_000_000L) {
                    failures.add(new AssertionError("took too long: " + source));
                }
            }
        } catch (IOException e) {
            failures.add(e);
        }
    }

    private static String mutate(Random random, List<String> seeds) {
        StringBuilder source = new StringBuilder(seeds.get(random.nextInt(seeds.size())));
        for (int i = random.nextInt(3); i > 0; i--) {
            source.append(seeds.get(random.nextInt(seeds.size())));
        }
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            int at = random.nextInt(source.length() + 1);
            int end = Math.min(source.length(), at + random.nextInt(6));
            switch (random.nextInt(4)) {
                case 0 -> source.delete(at, end);
                case 1 -> source.insert(at, PIECES[random.nextInt(PIECES.length)]);
                case 2 -> source.insert(random.nextInt(source.length() + 1), source.substring(at, end));
                default -> {
                    String other = seeds.get(random.nextInt(seeds.size()));
                    int from = random.nextInt(other.length() + 1);
                    source.insert(at, other, from, Math.min(other.length(), from + 12));
                }
            }
        }
        return source.toString();
    }
}
