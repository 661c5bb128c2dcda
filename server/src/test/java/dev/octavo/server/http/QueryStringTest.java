package dev.octavo.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueryStringTest {

    private static Optional<String> value(String target) {
        return QueryString.value(target, "mode");
    }

    @Test
    void findsTheFirstValue() {
        assertThat(value("/pause?mode=keep&mode=wait")).contains("keep");
        assertThat(value("/pause?a=1&mode=a%20b+c#mode=x")).contains("a b c");
        assertThat(value("/pause?mode")).contains("");
        assertThat(value("/pause?mode=")).contains("");
        assertThat(value("/pause?mode=a=b")).contains("a=b");
        assertThat(value("/pause?%6dode=x")).contains("x");
        assertThat(value("/pause")).isEmpty();
        assertThat(value("/pause?")).isEmpty();
        assertThat(value("/pause?modes=x")).isEmpty();
        assertThat(value("/pause?mode=%zz&mode=ok")).contains("ok");
    }

    @Test
    void whateverItIsThereIsAnAnswer() {
        Random random = new Random(3);
        String letters = "mode=&%?#+a0\u00e9";
        for (int i = 0; i < 100_000; i++) {
            StringBuilder target = new StringBuilder("/?");
            for (int length = random.nextInt(12); length > 0; length--) {
                target.append(letters.charAt(random.nextInt(letters.length())));
            }
            value(target.toString())
                    .ifPresent(found -> assertThat(found.length()).isLessThan(12));
        }
    }

    @Test
    void aRootIsTakenOffOnce() {
        assertThat(RequestPath.without("/llm", "/llm/v1")).isEqualTo("/v1");
        assertThat(RequestPath.without("/llm", "/llm")).isEqualTo("/");
        assertThat(RequestPath.without("/llm", "/llmx")).isEqualTo("/llmx");
        assertThat(RequestPath.without("/llm", "/v1")).isEqualTo("/v1");
        assertThat(RequestPath.without("", "/v1")).isEqualTo("/v1");
    }
}
