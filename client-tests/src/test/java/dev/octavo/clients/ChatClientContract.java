package dev.octavo.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a library must find. Every answer is compared with the one that plain HTTP gets for the same messages and options. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ChatClientContract {

    private static final Ask STORY = Ask.of("Tell me a story about a rabbit and a red boat.");
    private static final Ask CONVERSATION = STORY.withSystem("You tell short stories.")
            .withTurns(
                    Turn.user("Tell me a story about a dog."),
                    Turn.assistant("Once there was a dog named Max."),
                    Turn.user("Now one about a cat."));

    private final StoryServer server = new StoryServer();
    private final List<ChatClient> clients = new ArrayList<>();

    /** @param retries how often the library tries again, where it can be told */
    protected abstract ChatClient connect(String url, String key, int retries);

    /** What the library throws for an HTTP status. */
    protected abstract Class<? extends Throwable> error(int status);

    /** Whether a whole answer is asked for again after 429. */
    protected boolean retries() {
        return true;
    }

    /** Whether the seconds that the server names are waited for. */
    protected boolean waitsAsTold() {
        return true;
    }

    /** Whether requests can carry stop texts and seeds. */
    protected boolean hasStopAndSeed() {
        return true;
    }

    final StoryServer server() {
        return server;
    }

    final ChatClient client(String url, String key, int retries) {
        ChatClient client = connect(url, key, retries);
        clients.add(client);
        return client;
    }

    private ChatClient client() {
        return client(server.url(), StoryServer.KEY, 0);
    }

    @AfterEach
    void disconnect() {
        clients.forEach(ChatClient::close);
        clients.clear();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    @Test
    void answersWhatPlainHttpAnswers() throws Exception {
        Answer expected = server.reference(STORY);
        assertThat(client().whole(STORY)).isEqualTo(expected);
        assertThat(expected.text()).hasSizeGreaterThan(20);
        assertThat(expected.inputTokens()).isEqualTo(server.promptTokens(STORY));
    }

    @Test
    void streamsTheSameInPieces() throws Exception {
        Ask ask = STORY.atMost(100);
        Answer expected = server.reference(ask);
        List<String> pieces = new ArrayList<>();
        assertThat(client().streamed(ask, pieces::add)).isEqualTo(expected);
        assertThat(String.join("", pieces)).isEqualTo(expected.text());
        // Not one for each token: those that a busy client finds ready come together.
        assertThat(pieces).hasSizeGreaterThan(1);
    }

    @Test
    void carriesAConversationWithASystemPrompt() throws Exception {
        Answer expected = server.reference(CONVERSATION);
        assertThat(client().whole(CONVERSATION)).isEqualTo(expected);
        assertThat(client().streamed(CONVERSATION, piece -> {})).isEqualTo(expected);
        assertThat(expected.inputTokens()).isEqualTo(server.promptTokens(CONVERSATION));
        assertThat(server.promptTokens(CONVERSATION)).isGreaterThan(server.promptTokens(CONVERSATION.withSystem("")));
    }

    @Test
    void tellsHowAnAnswerEnded() throws Exception {
        Answer cut = client().whole(STORY.atMost(3));
        assertThat(cut.cut()).isTrue();
        assertThat(cut.outputTokens()).isEqualTo(3);
        Ask toTheEnd = STORY.atMost(400);
        Answer ended = client().whole(toTheEnd);
        assertThat(ended.cut()).isFalse();
        assertThat(ended.outputTokens()).isBetween(10, 399);
        assertThat(client().streamed(toTheEnd, piece -> {})).isEqualTo(ended);
        assertThat(client().streamed(STORY.atMost(3), piece -> {})).isEqualTo(cut);
    }

    @Test
    void stopsAtAText() throws Exception {
        assumeTrue(hasStopAndSeed(), "this API has no stop texts");
        String whole = server.reference(STORY).text();
        String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 4);
        Ask ask = STORY.endingAt(stop);
        Answer answer = client().whole(ask);
        assertThat(answer.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(answer.cut()).isFalse();
        assertThat(client().streamed(ask, piece -> {})).isEqualTo(answer);
    }

    @Test
    void drawsByTemperatureAndSeed() throws Exception {
        assumeTrue(hasStopAndSeed(), "this API has no seeds");
        Ask seven = STORY.at(1.2, 7);
        Answer answer = client().whole(seven);
        assertThat(answer).isEqualTo(server.reference(seven));
        assertThat(answer.text()).isNotEqualTo(server.reference(STORY).text());
        assertThat(client().whole(STORY.at(1.2, 8)).text()).isNotEqualTo(answer.text());
        assertThat(client().streamed(seven, piece -> {})).isEqualTo(answer);
    }

    @Test
    void answersManyAtOnce() throws Exception {
        ChatClient client = client();
        List<Ask> asks = List.of("a dog", "a cat", "a boat", "the sun", "a tree", "a ball", "a bird", "a frog").stream()
                .map(thing -> Ask.of("Tell me a story about " + thing + "."))
                .toList();
        List<Callable<Answer>> calls = asks.stream()
                .map(ask -> (Callable<Answer>) () -> client.whole(ask))
                .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(asks.size())) {
            List<Future<Answer>> answers = threads.invokeAll(calls);
            for (int i = 0; i < asks.size(); i++) {
                assertThat(answers.get(i).get()).isEqualTo(server.reference(asks.get(i)));
            }
        }
    }

    @Test
    void understandsErrors() {
        ChatClient client = client();
        Ask nobody = STORY.to("no-such-model");
        fails(404, "`no-such-model` does not exist", () -> client.whole(nobody));
        fails(404, "`no-such-model` does not exist", () -> client.streamed(nobody, piece -> {}));
        fails(400, "temperature", () -> client.whole(STORY.at(-1, 1)));
        fails(400, "temperature", () -> client.streamed(STORY.at(-1, 1), piece -> {}));
        Ask endless = Ask.of("Tell me more. ".repeat(400));
        fails(400, "512", () -> client.whole(endless));
        ChatClient stranger = client(server.url(), "wrong", 0);
        fails(401, "API key", () -> stranger.whole(STORY));
        fails(401, "API key", () -> stranger.streamed(STORY, piece -> {}));
    }

    private void fails(int status, String message, Callable<?> action) {
        Throwable thrown = catchThrowable(action::call);
        assertThat(thrown).as("an answer to %s", message).isNotNull();
        assertThat(chain(thrown))
                .as("the exception for %s, or a cause of it", status)
                .anySatisfy(each -> assertThat(each).isInstanceOf(error(status)).hasMessageContaining(message));
    }

    private static List<Throwable> chain(Throwable thrown) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            chain.add(each);
        }
        return chain;
    }

    @Test
    void leavesInTheMiddleOfAStream() throws Exception {
        int before = server.aborted();
        // Held between two steps, the answer cannot end before the client is gone.
        client().leave(STORY.atMost(400), server::pause);
        StoryServer.eventually(() -> server.load() == 0);
        server.resume();
        StoryServer.eventually(() -> server.aborted() == before + 1);
        assertThat(client().whole(STORY)).isEqualTo(server.reference(STORY));
    }

    @Test
    void hearsThatAnAnswerBrokeOff() throws Exception {
        try (StoryServer slow = new StoryServer(64, Duration.ofSeconds(1))) {
            ChatClient client = client(slow.url(), StoryServer.KEY, 0);
            List<String> pieces = new ArrayList<>();
            // The first steps of all are slow and may come too late.
            for (int i = 0; i < 60 && pieces.isEmpty(); i++) {
                Throwable thrown = catchThrowable(() -> client.streamed(STORY.atMost(400), piece -> {
                    pieces.add(piece);
                    slow.pause();
                }));
                slow.resume();
                assertThat(thrown).as("no answer is better than half of one").isNotNull();
            }
            assertThat(pieces).isNotEmpty();
        }
    }

    @Test
    void hearsThatTheServerIsBusyAndComesBack() throws Exception {
        try (StoryServer busy = new StoryServer(1, Duration.ofMinutes(5));
                ExecutorService threads = Executors.newCachedThreadPool()) {
            Answer expected = busy.reference(STORY);
            busy.pause();
            Future<Answer> waiting = threads.submit(() -> busy.reference(STORY));
            StoryServer.eventually(() -> busy.waiting() == 1);
            ChatClient hasty = client(busy.url(), StoryServer.KEY, 0);
            fails(429, "queue is full", () -> hasty.streamed(STORY, piece -> {}));
            if (retries()) {
                comesBack(busy, threads, expected);
            }
            busy.resume();
            assertThat(waiting.get()).isEqualTo(expected);
        }
    }

    private void comesBack(StoryServer busy, ExecutorService threads, Answer expected) throws Exception {
        int before = busy.refused();
        ChatClient patient = client(busy.url(), StoryServer.KEY, 5);
        long start = System.nanoTime();
        Future<Answer> answer = threads.submit(() -> patient.whole(STORY));
        StoryServer.eventually(() -> busy.refused() > before);
        busy.resume();
        assertThat(answer.get()).isEqualTo(expected);
        if (waitsAsTold()) {
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        }
    }
}
