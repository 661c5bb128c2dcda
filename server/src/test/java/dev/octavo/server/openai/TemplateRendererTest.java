package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.octavo.runtime.template.ChatTemplate;
import dev.octavo.server.protocol.ApiException;
import dev.octavo.spi.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplateRendererTest {

    private static final String PLAIN =
            "{{ bos_token }}{% if tools %}T{{ tools|length }}{% endif %}{% for m in messages %}<{{ m.role }}>{{ m.content }}"
                    + "{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}{{ mood }}";
    private static final String PARTS =
            "{% for m in messages %}{% for p in m.content %}({{ p.type }}:{{ p.text }}){% endfor %}{% endfor %}";

    @Test
    void joinsPartsForTemplatesThatWantText() {
        Map<String, @Nullable Object> parts = Map.of(
                "role",
                "user",
                "content",
                List.of(Map.of("type", "text", "text", "a"), Map.of("type", "text", "text", "b")));
        assertThat(renderer(PLAIN).render(chat(List.of(parts), true, false, Optional.empty())))
                .isEqualTo("<s><user>a\nb<assistant>fine");
    }

    @Test
    void givesPartsToTemplatesThatWantThem() {
        Map<String, @Nullable Object> text = Map.of("role", "user", "content", "a");
        assertThat(renderer(PARTS).render(chat(List.of(text), true, false, Optional.empty())))
                .isEqualTo("(text:a)");
    }

    @Test
    void leavesTheLastMessageOpen() {
        Map<String, @Nullable Object> question = Map.of("role", "user", "content", "q");
        Map<String, @Nullable Object> start = Map.of("role", "assistant", "content", "So");
        assertThat(renderer(PLAIN).render(chat(List.of(question, start), false, true, Optional.empty())))
                .isEqualTo("<s><user>q<assistant>So");
    }

    @Test
    void takesATemplateFromTheRequest() {
        Map<String, @Nullable Object> text = Map.of("role", "user", "content", "a");
        assertThat(renderer(PLAIN).render(chat(List.of(text), true, false, Optional.of("{{ messages[0].content }}!"))))
                .isEqualTo("a!");
    }

    @Test
    void saysWhatTheTemplateSays() {
        Map<String, @Nullable Object> text = Map.of("role", "user", "content", "a");
        PromptRenderer raising = renderer("{{ raise_exception('roles must alternate') }}");
        assertThatThrownBy(() -> raising.render(chat(List.of(text), true, false, Optional.empty())))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("roles must alternate");
    }

    @Test
    void refusesChatsWithoutATemplate() throws Exception {
        FakeEngine engine = new FakeEngine();
        ServerConfig config = ServerConfig.builder().build();
        Map<String, @Nullable Object> text = Map.of("role", "user", "content", "a");
        PromptRenderer none = PromptRenderers.of(engine.model(), config);
        assertThatThrownBy(() -> none.render(chat(List.of(text), true, false, Optional.empty())))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("no chat template");
        assertThatThrownBy(() -> PromptRenderers.of(
                        engine.model(),
                        ServerConfig.builder().chatTemplate("{% for %}").build()))
                .isInstanceOf(UserException.class);
    }

    private static PromptRenderer renderer(String source) {
        return new TemplateRenderer(Optional.of(ChatTemplate.compile(source)), "", new FakeTokenizer());
    }

    private static ChatInput chat(
            List<Map<String, @Nullable Object>> messages, boolean opening, boolean goOn, Optional<String> template) {
        return new ChatInput(
                messages, List.of(), List.of(), opening, goOn, opening ? Map.of("mood", "fine") : Map.of(), template);
    }
}
