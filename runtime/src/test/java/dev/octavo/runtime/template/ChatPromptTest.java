package dev.octavo.runtime.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatPromptTest {

    private static final String PLAIN =
            "{{ bos_token }}{% for m in messages %}<{{ m.role }}>{{ m.content }}</>{% endfor %}{% if add_generation_prompt %}<a>{% endif %}";
    private static final String TRIMMING = PLAIN.replace("m.content", "m.content | trim");
    private static final String PARTS =
            "{% for m in messages %}{% for c in m['content'] %}{{ c.text }};{% endfor %}{% endfor %}";

    private static ChatPrompt prompt(String source) {
        return new ChatPrompt(ChatTemplate.compile(source), Map.of("bos_token", "<s>"));
    }

    private static ChatPrompt.Request continued(Object content) {
        Map<String, Object> message = Map.of("role", "assistant", "content", content);
        return new ChatPrompt.Request(List.of(message), null, null, false, true, Map.of());
    }

    @Test
    void addsGenerationPromptAndSpecialTokens() {
        ChatPrompt.Request request = ChatPrompt.Request.of(List.of(Map.of("role", "user", "content", "hi")));
        assertThat(prompt(PLAIN).render(request)).isEqualTo("<s><user>hi</><a>");
    }

    @Test
    void continuesWhereTheMessageEnds() {
        assertThat(prompt(PLAIN).render(continued("So "))).isEqualTo("<s><assistant>So ");
        assertThat(prompt(TRIMMING).render(continued("So "))).isEqualTo("<s><assistant>So");
        assertThat(prompt(TRIMMING).render(continued("So"))).isEqualTo("<s><assistant>So");
    }

    @Test
    void continuesTheLastTextPart() {
        Object parts = List.of(Map.of("type", "text", "text", "one"), Map.of("type", "text", "text", "two"));
        assertThat(prompt(PARTS).render(continued(parts))).isEqualTo("one;two");
    }

    @Test
    void refusesToContinueWhatIsNotThere() {
        assertThatThrownBy(() -> prompt("x content").render(continued("So")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("does not appear in the chat");
        assertThatThrownBy(() -> prompt("x").render(continued("So")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("not an accepted field");
        assertThatThrownBy(() -> prompt(PLAIN).render(continued(List.of(Map.of("type", "image")))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("could not find any text");
        assertThatThrownBy(
                        () -> prompt(PLAIN).render(new ChatPrompt.Request(List.of(), null, null, true, true, Map.of())))
                .isInstanceOf(UserException.class);
    }

    @Test
    void refusesVariablesThatTheRequestSets() {
        assertThatThrownBy(() -> prompt(PLAIN)
                        .render(new ChatPrompt.Request(
                                List.of(), null, null, true, false, Map.of("messages", List.of()))))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("messages");
    }

    @Test
    void detectsTheContentFormat() {
        assertThat(format(PLAIN)).isEqualTo(ContentFormat.STRING);
        assertThat(format(PARTS)).isEqualTo(ContentFormat.OPENAI);
        assertThat(
                        format(
                                "{% set loop_messages = messages[1:] %}{% for m in loop_messages %}"
                                        + "{% for c in m.content | selectattr('type', 'equalto', 'text') %}{{ c }}{% endfor %}{% endfor %}"))
                .isEqualTo(ContentFormat.OPENAI);
        assertThat(format("{% macro r(content) %}{% for item in content %}{{ item.text }}{% endfor %}{% endmacro %}"
                        + "{% for m in messages %}{{ r(m.content) }}{% endfor %}"))
                .isEqualTo(ContentFormat.OPENAI);
        assertThat(format("{% for m in messages %}{% for c in m.tool_calls %}{{ c }}{% endfor %}{% endfor %}"))
                .isEqualTo(ContentFormat.STRING);
    }

    private static ContentFormat format(String source) {
        return ContentFormat.detect(ChatTemplate.compile(source));
    }
}
