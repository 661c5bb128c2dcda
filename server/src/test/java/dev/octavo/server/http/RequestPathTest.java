package dev.octavo.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestPathTest {

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/,/",
                "/a/b,/a/b",
                "/a?b=c,/a",
                "/a#b?c,/a",
                "/a%2Fb,/a/b",
                "/%C3%A9,/é",
                "http://host/x?y,/x",
                "http://host,/",
                "*,*",
                "a,-",
                "'',-",
                "/%,-",
                "/%2,-",
                "/%zz,-",
                "/%ff,-",
                "/%ed%a0%80,-",
                "/a://b,/a://b",
                "/%+1,-"
            })
    void decodes(String target, String path) {
        assertThat(RequestPath.of(target).orElse(null)).isEqualTo(path);
    }
}
