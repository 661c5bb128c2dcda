package dev.octavo.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.e2e.SlowEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The chat on the embedded model, with a console that types by itself. */
class ChatLoopTest {

    private static Llm llm;

    @BeforeAll
    static void open() {
        llm = Llm.model(EmbeddedModel.directory())
                .device("cpu")
                .warmUp(Duration.ZERO)
                .open();
    }

    @AfterAll
    static void close() {
        llm.close();
    }

    private static ChatSession session(String... options) {
        SamplingArguments sampling = new SamplingArguments();
        new CommandLine(new Holder(sampling)).parseArgs(options);
        return new ChatSession(llm.engine(), sampling);
    }

    @CommandLine.Command
    private static final class Holder {
        @CommandLine.Mixin
        @SuppressWarnings("UnusedVariable") // picocli reads it.
        private final SamplingArguments sampling;

        Holder(SamplingArguments sampling) {
            this.sampling = sampling;
        }
    }

    private static FakeConsole talk(ChatSession session, String... lines) throws Exception {
        FakeConsole console = new FakeConsole(lines);
        new ChatLoop(console, session, false).run();
        return console;
    }

    @Test
    void answersAndRemembers() throws Exception {
        ChatSession session = session("--max-tokens", "8", "--temperature", "0");
        FakeConsole console = talk(session, "Tell me a story.", "And then?");
        assertThat(console.written.toString().strip()).isNotEmpty();
        assertThat(session.turns())
                .extracting(turn -> turn.get("role"))
                .containsExactly("user", "assistant", "user", "assistant");
    }

    @Test
    void clearForgets() throws Exception {
        ChatSession session = session("--max-tokens", "4");
        talk(session, "Hello", "/clear");
        assertThat(session.turns()).isEmpty();
    }

    @Test
    void regenerateReplacesTheAnswer() throws Exception {
        ChatSession session = session("--max-tokens", "4");
        talk(session, "Hello", "/regenerate");
        assertThat(session.turns()).hasSize(2);
        assertThat(talk(session(), "/regenerate").notices.toString()).contains("no question");
    }

    @Test
    void aFullContextForgetsTheOldestTurns() throws Exception {
        ChatSession session = session("--max-tokens", "2", "--ignore-eos");
        String longQuestion = "the little rabbit and the red boat ".repeat(25);
        FakeConsole console = talk(session, longQuestion, longQuestion, longQuestion, longQuestion);
        assertThat(console.notices.toString()).contains("forgotten");
    }

    @Test
    void anInterruptEndsTheAnswerAndNotTheChat() throws Exception {
        ChatSession session = session("--max-tokens", "300", "--ignore-eos");
        FakeConsole console = new FakeConsole("Tell me a story.", "/exit");
        console.interruptAfterFirstText = true;
        SlowEngine.during(llm.engine(), () -> new ChatLoop(console, session, false).run());
        assertThat(session.turns()).hasSize(2);
        assertThat(llm.model().tokenizer().encode(session.turns().getLast().getOrDefault("content", ""), false))
                .hasSizeLessThan(250);
    }

    @Test
    void commandsAreListedAndUnknownOnesNamed() throws Exception {
        FakeConsole console = talk(session(), "/help", "/dance", "/exit", "never read");
        assertThat(console.notices.toString()).contains("/regenerate", "there is no /dance");
        assertThat(console.lines).containsExactly("never read");
    }

    @Test
    void saveWritesTheConversation(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("chat.txt");
        talk(session("--max-tokens", "4"), "Hello", "/save " + file);
        assertThat(Files.readString(file)).startsWith("user: Hello");
        assertThat(talk(session(), "/save " + folder).notices.toString()).contains("cannot write");
    }

    private static final class FakeConsole implements ChatConsole {

        private final Deque<String> lines;
        private final StringBuilder written = new StringBuilder();
        private final StringBuilder notices = new StringBuilder();
        private Runnable interrupt = () -> {};
        private boolean interruptAfterFirstText;

        FakeConsole(String... lines) {
            this.lines = new ArrayDeque<>(List.of(lines));
        }

        @Override
        public @Nullable String readLine() {
            return lines.poll();
        }

        @Override
        public void write(String text) {
            written.append(text);
            if (interruptAfterFirstText && !text.isBlank()) {
                interruptAfterFirstText = false;
                interrupt.run();
            }
        }

        @Override
        public void notice(String line) {
            notices.append(line).append('\n');
        }

        @Override
        public void onInterrupt(Runnable action) {
            interrupt = action;
        }

        @Override
        public void close() {}
    }
}
