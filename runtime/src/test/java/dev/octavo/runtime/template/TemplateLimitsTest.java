package dev.octavo.runtime.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hostile templates end soon, with an error that says which limit they hit. */
class TemplateLimitsTest {

    private static final TemplateLimits SMALL = new TemplateLimits(1 << 18, 200, 2_000_000, 1 << 22, 1 << 22, 1200);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ 'a' * 10**9 }}",
                "{{ [0] * 10**9 }}",
                "{{ 'a'.ljust(10**9) }}",
                "{{ '%1000000000d' % 1 }}",
                "{{ '{:1000000000}'.format(1) }}",
                "{{ '%.1000000000f' % 1 }}",
                "{{ 'abc'|center(10**9) }}",
                "{{ ('x' * 10**6)|replace('x', 'y' * 1000) }}",
                "{{ ('x' * 10**6).replace('', 'y' * 1000) }}",
                "{{ ('x' * 10**6)|indent(10**9) }}",
                "{{ (['x'] * 10**6)|join('y' * 1000) }}",
                "{{ [1]|batch(10**9, 0)|list }}",
                "{{ [1]|slice(10**9)|list }}",
                "{{ 'a\\tb'.expandtabs(10**9) }}",
                "{{ [[[1]]]|tojson(indent=10**8) }}",
                "{% set ns = namespace(s='x') %}{% for i in range(99999) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(99999) %}{% set ns.l = ns.l + ns.l %}{% endfor %}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}{{ ns.l }}",
                "{% set ns = namespace(l=[1]) %}{% for i in range(60) %}{% set ns.l = [ns.l, ns.l] %}{% endfor %}"
                        + "{{ ns.l|tojson|length }}",
                "{% set ns = namespace(l=(1,), m=(1,)) %}{% for i in range(60) %}{% set ns.l = (ns.l, ns.l) %}"
                        + "{% set ns.m = (ns.m, ns.m) %}{% endfor %}{{ ns.l == ns.m }}",
                "{% set ns = namespace(l=(1,)) %}{% for i in range(60) %}{% set ns.l = (ns.l, ns.l) %}{% endfor %}"
                        + "{{ {ns.l: 1}|length }}",
                "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
                "{% for i in range(99999) %}{{ 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' * 999 }}"
                        + "{% endfor %}",
                "{% for i in range(99999) %}{{ ('a' * 10**6 + 'b') in ('a' * 10**7) }}{% endfor %}",
                "{% for i in range(99999) %}{{ ('ab' * 10**6).split('a')|length }}{% endfor %}",
                "{{ (range(99999)|list * 100)|sort }}",
                "{{ (range(99999)|list * 10)|map('string')|map('length')|sum }}{% for i in range(99) %}{{ range(99999)|sum }}"
                        + "{% endfor %}{% for i in range(999) %}{{ range(99999)|sum }}{% endfor %}",
            })
    void resourcesAreBounded(String source) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> assertThatThrownBy(
                                () -> ChatTemplate.compile(source, SMALL).render(Map.of()))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("limit"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
                "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{% call m() %}{% endcall %}",
                "{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}",
                "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l }}",
                "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = {'a': ns.l} %}{% endfor %}{{ ns.l|tojson }}",
                "{% set ns = namespace(l=(), m=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l,) %}{% set ns.m = (ns.m,) %}"
                        + "{% endfor %}{{ ns.l == ns.m }}",
                "{% set ns = namespace(l=(), m=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l,) %}{% set ns.m = (ns.m,) %}"
                        + "{% endfor %}{{ ns.l < ns.m }}",
                "{% set ns = namespace(l=()) %}{% for i in range(99999) %}{% set ns.l = (ns.l,) %}{% endfor %}{{ {ns.l: 1} }}",
                "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}{{ ns.l|pprint }}",
                "{% set ns = namespace() %}{% set ns.a = ns %}{{ ns }}",
                "{% set ns = namespace() %}{% set ns.a = [ns] %}{{ ns.a|string }}",
                "{% set ns = namespace(g=[1]) %}{% for i in range(50000) %}{% set ns.g = ns.g|map('string') %}{% endfor %}"
                        + "{{ ns.g|list }}",
                "{% block a %}{{ self.a() }}{% endblock %}",
            })
    void recursionIsBounded(String source) throws InterruptedException {
        // A stack as small as the default of any platform.
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(
                null,
                () -> {
                    try {
                        ChatTemplate.compile(source).render(Map.of());
                    } catch (RuntimeException | Error e) {
                        thrown[0] = e;
                    }
                },
                "small stack",
                1024 * 1024);
        thread.start();
        thread.join();
        assertThat(thrown[0])
                .isInstanceOf(UserException.class)
                .hasMessageContaining("recursion depth")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"(", "[", "{1:", "-", "not ", "1 + (", "x(", "x[", "1 if x else ", "x|f(", "'a' ~ (", "x.a"})
    void nestedSourceIsRefused(String opening) {
        assertThatThrownBy(() -> ChatTemplate.compile("{{ " + opening.repeat(20_000)))
                .isInstanceOf(UserException.class);
        assertThatThrownBy(() -> ChatTemplate.compile("{{ " + opening.repeat(20_000) + " }}"))
                .isInstanceOf(UserException.class);
    }

    @Test
    void longChainsAndNestedBlocksAreRefused() {
        for (String source : List.of(
                "{{ 1" + "+1".repeat(20_000) + " }}",
                "{{ x" + ".a".repeat(20_000) + " }}",
                "{{ x" + "|upper".repeat(20_000) + " }}",
                "{{ x" + " or x".repeat(20_000) + " }}",
                "{{ " + "not ".repeat(20_000) + "x }}",
                "{% if x %}".repeat(5_000),
                "{% for x in y %}".repeat(5_000) + "{% endfor %}".repeat(5_000))) {
            assertThatThrownBy(() -> ChatTemplate.compile(source))
                    .isInstanceOf(UserException.class)
                    .hasMessageContaining("nested");
        }
    }

    @Test
    void errorsThatAreCaughtDoNotUseUpTheDepth() {
        String source = "{% for i in range(5000) %}{% if {}[([],)] is defined %}x{% endif %}{% endfor %}done";
        assertThat(ChatTemplate.compile(source).render(Map.of())).isEqualTo("done");
    }

    @Test
    void defaultLimitsEndWithinSeconds() {
        String source = "{% for i in range(99999) %}{% for j in range(99999) %}{{ i + j }}{% endfor %}{% endfor %}";
        Assertions.assertTimeoutPreemptively(
                Duration.ofMinutes(2),
                () -> assertThatThrownBy(() -> ChatTemplate.compile(source).render(Map.of()))
                        .isInstanceOf(UserException.class)
                        .hasMessageContaining("limit"));
    }

    @Test
    void sourceSizeIsBounded() {
        assertThatThrownBy(() -> ChatTemplate.compile("x".repeat((1 << 18) + 1)))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("limit");
    }

    @Test
    void syntaxErrorsNameLineAndColumn() {
        assertThatThrownBy(() -> ChatTemplate.compile("a\n  {{ 1 + }}"))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("line 2, column 10");
    }

    @Test
    void inputsOfOtherTypesAndCyclesAreRefused() {
        ChatTemplate template = ChatTemplate.compile("{{ x }}");
        assertThatThrownBy(() -> template.render(Map.of("x", new Object()))).isInstanceOf(UserException.class);
        Map<String, Object> cycle = new HashMap<>();
        cycle.put("x", cycle);
        assertThatThrownBy(() -> template.render(cycle))
                .isInstanceOf(UserException.class)
                .hasNoCause();
    }

    @Test
    void raisedMessagesArriveAsGiven() {
        ChatTemplate template = ChatTemplate.compile("{{ raise_exception('Roles must alternate: ' ~ role) }}");
        assertThatThrownBy(() -> template.render(Map.of("role", "tool")))
                .isInstanceOf(TemplateException.class)
                .hasMessage("Roles must alternate: tool");
    }

    @Test
    void rendersBesideEachOther() throws InterruptedException {
        ChatTemplate template = ChatTemplate.compile(
                "{% set ns = namespace(s=0) %}{% for i in range(n) %}{% set ns.s = ns.s + i %}{% endfor %}{{ ns.s }}");
        String[] results = new String[8];
        List<Thread> threads = new java.util.ArrayList<>();
        for (int t = 0; t < results.length; t++) {
            int id = t;
            threads.add(Thread.startVirtualThread(() -> results[id] = template.render(Map.of("n", 1000L + id))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        for (int t = 0; t < results.length; t++) {
            long n = 1000L + t;
            assertThat(results[t]).isEqualTo(Long.toString(n * (n - 1) / 2));
        }
    }
}
