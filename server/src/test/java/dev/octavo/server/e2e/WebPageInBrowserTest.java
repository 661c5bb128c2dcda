package dev.octavo.server.e2e;

import static dev.octavo.server.e2e.Browser.ENTER;
import static dev.octavo.server.e2e.Browser.ESCAPE;
import static dev.octavo.server.e2e.Browser.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.ServerConfig;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The web page in a browser, with the real engine behind it. */
class WebPageInBrowserTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String RABBIT = "Tell me a story about a rabbit and a red boat.";

    /** Keeps the lengths that the answer has as it grows. */
    private static final String WATCH = "window.lengths = []; new MutationObserver(() => {"
            + " const body = document.querySelector('.running .body');"
            + " const length = body?.textContent.length ?? 0;"
            + " if (length > (window.lengths.at(-1) ?? 0)) window.lengths.push(length);"
            + "}).observe(document.getElementById('transcript'), {childList: true, subtree: true, characterData: true})";

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static StoryServer withKey;
    private static OctavoServer open;
    private static String page;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(folder);
        withKey = new StoryServer();
        open = OctavoServer.start(
                ServerConfig.builder()
                        .port(0)
                        .accessLog(false)
                        .operations(OperationsConfig.defaults().withRootPath("/llm"))
                        .build(),
                withKey.llm().engine());
        page = "http://127.0.0.1:" + open.address().getPort() + "/llm";
    }

    @AfterAll
    static void stop() throws Exception {
        if (open != null) {
            open.close();
        }
        if (withKey != null) {
            withKey.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    private static void visit() throws Exception {
        browser.beWide();
        browser.visit(page);
        eventually(() -> browser.text("#status"), "Ready"::equals);
    }

    private static void set(String parameter, String value) throws Exception {
        browser.click("#tab-settings");
        browser.type("#" + parameter, value);
        browser.click("#tab-engine");
    }

    /** What stands below the last answer when it is complete. */
    private static String figures() throws Exception {
        return eventually(
                () -> browser.has("#transcript.busy") ? "" : browser.text(".message:last-child.theirs .figures"),
                text -> !text.isEmpty());
    }

    private static String words(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void aMessageStreamsTheAnswerThatTheEngineGives() throws Exception {
        visit();
        set("p-temperature", "0");
        browser.run(WATCH);
        SlowEngine.during(withKey.llm().engine(), () -> {
            browser.type("#input", RABBIT + ENTER);
            figures();
        });
        assertThat(figures()).matches("[\\d,]+ tokens · [\\d.,]+ tokens/s · first after [\\d.]+ m?s");
        assertThat(browser.run("return window.lengths").size())
                .as("times the answer grew")
                .isGreaterThan(2);
        JsonNode same = JSON.readTree(withKey.post(
                "/v1/chat/completions",
                "{\"temperature\":0,\"messages\":[{\"role\":\"user\",\"content\":\"" + RABBIT + "\"}]}"));
        String expected =
                same.get("choices").get(0).get("message").get("content").asString();
        String shown = browser.run(
                        "return [...document.querySelectorAll('.theirs .body > *')].map(e => e.textContent).join(' ')")
                .asString();
        assertThat(words(shown)).isEqualTo(words(expected)).hasSizeGreaterThan(40);
        assertThat(browser.text("#announcer")).isEqualTo(expected);
        assertThat(browser.log()).as("console").isEmpty();
    }

    @Test
    void theSecondMessageSendsWhatWasSaidBefore() throws Exception {
        visit();
        set("system", "Be kind.");
        set("p-max_tokens", "5");
        set("p-seed", "7");
        set("stop-texts", "zzz");
        browser.run(
                "const real = fetch; window.sent = []; window.fetch = (path, options) => {"
                        + " if (options.method === 'POST') window.sent.push(JSON.parse(options.body)); return real(path, options); }");
        browser.type("#input", "One" + ENTER);
        assertThat(figures()).startsWith("5 tokens").endsWith("cut at the limit");
        browser.type("#input", "Two" + ENTER);
        eventually(() -> browser.run("return window.sent.length").asInt(), count -> count == 2);
        figures();
        JsonNode sent = browser.run("return window.sent[1]");
        assertThat(sent.get("messages")
                        .valueStream()
                        .map(each -> each.get("role").asString()))
                .containsExactly("system", "user", "assistant", "user");
        assertThat(sent.get("messages").get(0).get("content").asString()).isEqualTo("Be kind.");
        assertThat(sent.get("max_tokens").asInt()).isEqualTo(5);
        assertThat(sent.get("seed").asInt()).isEqualTo(7);
        assertThat(sent.get("stop").get(0).asString()).isEqualTo("zzz");
        assertThat(sent.has("temperature")).as("what is not set is not sent").isFalse();
    }

    @Test
    void regeneratingEditingAndHistoryWork() throws Exception {
        visit();
        set("p-max_tokens", "4");
        browser.type("#input", "First" + ENTER);
        figures();
        browser.type("#input", "Second" + ENTER);
        figures();
        browser.click(".theirs:last-child button[title=Regenerate]");
        figures();
        assertThat(browser.run("return document.querySelectorAll('.message').length")
                        .asInt())
                .isEqualTo(4);
        browser.click(".mine:first-child button[title^=Edit]");
        browser.type(".edit textarea", "!" + ENTER);
        figures();
        assertThat(browser.run("return [...document.querySelectorAll('.mine .body')].map(e => e.textContent)")
                        .toString())
                .isEqualTo("[\"First!\"]");
        String answer = browser.text(".theirs .body");
        browser.reload();
        browser.click("#tab-history");
        browser.click(".conversations .open");
        assertThat(browser.text(".mine .body")).isEqualTo("First!");
        assertThat(browser.text(".theirs .body")).isEqualTo(answer).isNotEmpty();
        browser.click("#history .buttons button");
        assertThat(browser.has(".message")).isFalse();
        assertThat(browser.run("return localStorage.getItem('octavo.conversations')")
                        .asString())
                .isEqualTo("[]");
    }

    private static double aborted() throws Exception {
        return withKey.get("/metrics")
                .lines()
                .filter(line -> line.startsWith("vllm:request_success_total{") && line.contains("\"abort\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    /** Does something as soon as the answer has begun. */
    private static String atFirst(String action) {
        return "const seen = new MutationObserver(() => { if (document.querySelector('.running .body')?.textContent) {"
                + " seen.disconnect(); " + action + " } });"
                + "seen.observe(document.getElementById('transcript'), {childList: true, subtree: true, characterData: true})";
    }

    @Test
    void stopEndsTheAnswerInTheEngineToo() throws Exception {
        for (String how : List.of(
                "document.getElementById('stop').click()",
                "document.getElementById('input').dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}))")) {
            visit();
            double before = aborted();
            browser.run(atFirst(how));
            SlowEngine.during(withKey.llm().engine(), () -> {
                browser.type("#input", RABBIT + ENTER);
                assertThat(figures()).as(how).endsWith("stopped");
            });
            eventually(WebPageInBrowserTest::aborted, now -> now == before + 1);
            eventually(() -> withKey.llm().engine().stats().running(), running -> running == 0);
            assertThat(browser.text(".theirs .body")).isNotEmpty();
            assertThat(browser.has("#send:not([hidden])")).isTrue();
        }
    }

    @Test
    void theEngineViewShowsWhatTheEngineDoes() throws Exception {
        visit();
        // Speeds are those of the last seconds: where the machine slept through them, more has to happen.
        eventually(
                () -> {
                    browser.type("#input", RABBIT + ENTER);
                    figures();
                    return moves();
                },
                moves -> moves);
        for (String figure : List.of("ttft-p50", "ttft-p95", "itl-p50", "itl-p95")) {
            assertThat(browser.text("[data-figure=" + figure + "]")).as(figure).matches("[\\d.]+ m?s");
        }
        for (String figure : List.of("kv", "hits")) {
            assertThat(browser.text("[data-figure=" + figure + "]")).as(figure).matches("(< )?[\\d.]+ %");
        }
        assertThat(browser.text("[data-figure=pool]")).matches("[\\d,]+ blocks of 16");
        assertThat(browser.run("return document.querySelector('.generation .line').getAttribute('d')")
                        .asString())
                .matches("M[\\d.]+ [\\d.]+(L[\\d.]+ [\\d.]+)+");
        browser.click("#tab-settings");
        assertThat(browser.run(
                                "const real = fetch; window.asked = 0; window.fetch = (...all) => { window.asked++; return real(...all); };"
                                        + "return new Promise(done => setTimeout(() => done(window.asked), 2500))")
                        .asInt())
                .as("figures asked for while nobody sees them")
                .isZero();
    }

    /** Whether all figures of what the engine does are above zero together, now or within three seconds. */
    private static boolean moves() throws Exception {
        String script = "return ['generation', 'prompt', 'generated', 'prompted', 'finished'].every(name =>"
                + " Number(document.querySelector(`[data-figure=${name}]`).textContent.replace(/[^0-9.]/g, '')) > 0)";
        boolean moves = false;
        for (int i = 0; i < 30 && !moves; i++) {
            Thread.sleep(100);
            moves = browser.run(script).asBoolean();
        }
        return moves;
    }

    @Test
    void aKeyIsAskedForWhereOneIsNeeded() throws Exception {
        browser.beWide();
        browser.visit(withKey.url());
        eventually(() -> browser.has("#key-dialog[open]"), there -> there);
        assertThat(browser.has("#key-error[hidden]")).isTrue();
        browser.type("#key-value", "wrong" + ENTER);
        eventually(() -> browser.has("#key-dialog[open]") && browser.has("#key-error:not([hidden])"), told -> told);
        browser.type("#key-value", StoryServer.KEY + ENTER);
        eventually(() -> browser.text("#status"), "Ready"::equals);
        assertThat(browser.has("#key-dialog[open]")).isFalse();
        set("p-max_tokens", "3");
        browser.type("#input", "Hello" + ENTER);
        assertThat(figures()).startsWith("3 tokens");
        assertThat(browser.run("return JSON.stringify(localStorage)").asString())
                .doesNotContain(StoryServer.KEY);
        browser.reload();
        eventually(() -> browser.text("#status"), "Ready"::equals);
        browser.run("sessionStorage.clear()");
        browser.reload();
        eventually(() -> browser.has("#key-dialog[open]"), there -> there);
        browser.click("#key-later");
        browser.type("#input", "Keep me" + ENTER);
        eventually(() -> browser.has("#key-dialog[open]"), there -> there);
        assertThat(browser.run("return document.getElementById('input').value").asString())
                .as("what could not be sent is not lost")
                .isEqualTo("Keep me");
    }

    @Test
    void aModelWithoutAChatTemplateContinuesTexts() throws Exception {
        try (BareStoryServer bare = new BareStoryServer(folder.resolve("bare"))) {
            browser.beWide();
            browser.visit(bare.url());
            eventually(() -> browser.text("#status"), "Ready"::equals);
            browser.type("#input", "Once upon a time" + ENTER);
            eventually(() -> browser.has("#text-view:not([hidden])"), there -> there);
            assertThat(browser.text("#text-error")).contains("no conversations");
            assertThat(browser.run("return document.getElementById('text').value")
                            .asString())
                    .isEqualTo("Once upon a time");
            browser.click("#send");
            String text = eventually(
                    () -> browser.has("#stop[hidden]")
                            ? browser.run("return document.getElementById('text').value")
                                    .asString()
                            : "",
                    value -> value.length() > 30);
            assertThat(text).startsWith("Once upon a time");
            browser.click("#text-undo");
            assertThat(browser.run("return document.getElementById('text').value")
                            .asString())
                    .isEqualTo("Once upon a time");
        }
    }

    @Test
    void onAPhoneThePanelLiesAboveAndNothingIsTooWide() throws Exception {
        try {
            browser.beNarrow(360, 720);
            browser.visit(page);
            eventually(() -> browser.text("#status"), "Ready"::equals);
            assertThat(browser.has("#panel[hidden]")).isTrue();
            browser.type("#input", "word".repeat(60) + " " + RABBIT + ENTER);
            figures();
            String widths = "return [...document.querySelectorAll('header, main, .box, .message, #panel')]"
                    + ".every(e => e.getBoundingClientRect().right <= innerWidth) && document.documentElement.scrollWidth <= 360";
            assertThat(browser.run(widths).asBoolean()).isTrue();
            browser.click("#toggle-panel");
            assertThat(browser.run(widths).asBoolean()).isTrue();
            assertThat(browser.run("return document.activeElement.id").asString())
                    .isEqualTo("tab-engine");
            assertThat(browser.run("return document.querySelector('main').inert")
                            .asBoolean())
                    .isTrue();
            browser.type("#tab-engine", ESCAPE);
            assertThat(browser.has("#panel[hidden]")).isTrue();
            assertThat(browser.run("return document.activeElement.id").asString())
                    .isEqualTo("toggle-panel");
        } finally {
            browser.beWide();
        }
    }
}
