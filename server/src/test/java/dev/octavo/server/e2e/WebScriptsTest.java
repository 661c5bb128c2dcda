package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Single scripts of the web page, in a browser. */
class WebScriptsTest {

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static StoryServer story;
    private static OctavoServer server;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(folder);
        story = new StoryServer();
        server = OctavoServer.start(
                ServerConfig.builder().port(0).accessLog(false).build(),
                story.llm().engine());
        browser.visit("http://127.0.0.1:" + server.address().getPort());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
        if (story != null) {
            story.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    /** Imports a script of the page, and returns what an expression over it gives. */
    private static JsonNode with(String script, String expression, Object... arguments) throws Exception {
        return browser.run(
                "const it = await import(new URL('web/" + script + "', document.baseURI)); " + expression, arguments);
    }

    private static JsonNode rendered(String markdown) throws Exception {
        return with(
                "markdown.js",
                "const to = document.createElement('div'); it.render(to, arguments[0]);"
                        + "return {html: to.innerHTML, text: to.textContent, tags: [...to.querySelectorAll('*')].map(e => e.localName),"
                        + " links: [...to.querySelectorAll('a')].map(e => e.href)}",
                markdown);
    }

    @Test
    void markdownBecomesElements() throws Exception {
        JsonNode out = rendered(
                "# Big\nA **bold** and *slanted* `x*y` ~~no~~\nline\n\n- one\n- two\n  1. deep\n\n3. three\n\n> said\n\n"
                        + "| a | b |\n|---|---|\n| 1 | 2 |\n\n```java\nint a = 1; // **x**\n```\n---\nsnake_case_name 2 * 3 * 4 \\*");
        String html = out.get("html").asString();
        assertThat(html)
                .contains(
                        "<h3>Big</h3>",
                        "<p>A <strong>bold</strong> and <em>slanted</em> <code>x*y</code> <del>no</del><br>line</p>",
                        "<li>one</li>",
                        "<ol start=\"3\"><li>three</li></ol>",
                        "<blockquote><p>said</p></blockquote>",
                        "<th>a</th><th>b</th>",
                        "<td>1</td><td>2</td>",
                        "int a = 1; // **x**",
                        "<hr>",
                        "snake_case_name 2 * 3 * 4 *")
                .containsPattern("<li><p>two</p><ol[^>]*><li>deep</li></ol></li>");
    }

    @Test
    void foreignMarkupStaysText() throws Exception {
        String evil = "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script> [a](javascript:window.hit=1) "
                + "[b](data:text/html,x) [c](//evil.example) [d](https://good.example/?a=1) <https://x.example/\"onclick=1>\n\n"
                + "```\"><svg onload=window.hit=1>\n<b>\n```\n# <i>x</i>\n- <b>y</b>\n\n| <u>h</u> |\n|---|\n| <s>z</s> |";
        JsonNode out = rendered(evil);
        assertThat(out.get("tags").toString())
                .doesNotContain("\"img\"", "\"script\"", "\"b\"", "\"i\"", "\"u\"", "\"s\"");
        assertThat(out.get("text").asString())
                .contains(
                        "<img src=x onerror=\"window.hit=1\">",
                        "<script>window.hit=1</script>",
                        "(javascript:window.hit=1)",
                        "<b>");
        assertThat(out.get("links").toString()).isEqualTo("[\"https://good.example/?a=1\",\"https://x.example/\"]");
        assertThat(browser.run("return window.hit === undefined").asBoolean()).isTrue();
    }

    @Test
    void thePolicyHoldsInTheBrowser() throws Exception {
        JsonNode refused = browser.run("const tries = {"
                + "html: () => { document.createElement('div').innerHTML = '<b>x</b>'; },"
                + "script: () => { const s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.append(s); },"
                + "code: () => setTimeout('window.hit = 1', 0) };"
                + "const out = []; for (const [name, act] of Object.entries(tries)) { try { act(); } catch { out.push(name); } }"
                + "await fetch('https://elsewhere.example/').then(() => {}, () => out.push('fetch'));"
                + "out.push(window.hit === undefined ? 'nothing ran' : 'it ran'); return out.join(' ')");
        assertThat(refused.asString()).isEqualTo("html script code fetch nothing ran");
    }

    @Test
    void noTextTakesLong() throws Exception {
        for (String piece : new String[] {
            "*", "**a ", "[", "[a](", "`", "``a", "_a", "~~", "> ", "- ", "|", "# ", "```\n", "http://", "\\",
            "  - x\n", " ", "1. \n"
        }) {
            String text = piece.repeat(100_000 / piece.length());
            JsonNode took = with(
                    "markdown.js",
                    "const start = performance.now(); it.render(document.createElement('div'), arguments[0]); return performance.now() - start",
                    text);
            assertThat(took.asDouble()).as("milliseconds for many " + piece).isLessThan(15_000);
        }
    }

    @Test
    void aGrowingTextLeavesFinishedBlocksAlone() throws Exception {
        assertThat(with(
                                "markdown.js",
                                "const to = document.createElement('div'); it.render(to, 'One\\n\\nTwo'); const [one, two] = to.children;"
                                        + "it.render(to, 'One\\n\\nTwo more'); return to.children[0] === one && to.children[1] !== two"
                                        + " && to.textContent === 'OneTwo more'")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void eventsArriveWhereverTheBytesAreCut() throws Exception {
        String stream = "data: a\n\n: ping\n\ndata:b\r\ndata: c\r\n\r\nevent: x\rdata: ü€😀\r\rdata: cut off";
        JsonNode out = with(
                "events.js",
                "const bytes = new TextEncoder().encode(arguments[0]); const all = [];"
                        + "for (let size = 1; size <= bytes.length; size++) { const pieces = [];"
                        + " for (let i = 0; i < bytes.length; i += size) pieces.push(bytes.slice(i, i + size));"
                        + " const body = new ReadableStream({start(c) { pieces.forEach(p => c.enqueue(p)); c.close(); }});"
                        + " const got = []; for await (const data of it.readEvents(body)) got.push(data); all.push(got.join('|')); }"
                        + "return [...new Set(all)]",
                stream);
        assertThat(out.toString()).isEqualTo("[\"a|b\\nc|ü€😀\"]");
    }

    @Test
    void quantilesAndRatesComeFromDifferences() throws Exception {
        String before = """
                # TYPE h histogram
                h_bucket{le="1.0",m="a"} 5
                h_bucket{le="2.0",m="a"} 5
                h_bucket{le="+Inf",m="a"} 5
                c{m="x"} 10
                """;
        String now = """
                h_bucket{le="1.0",m="a"} 5
                h_bucket{le="2.0",m="a"} 9
                h_bucket{le="+Inf",m="a"} 10
                h_bucket{le="1.0",m="b\\"},"} 0
                h_bucket{le="2.0",m="b\\"},"} 0
                h_bucket{le="+Inf",m="b\\"},"} 0
                c{m="x"} 25 123
                c{m="y"} 5
                """;
        JsonNode out = with(
                "prometheus.js",
                "const a = new it.Reading(arguments[0], 1000), b = new it.Reading(arguments[1], 3000);"
                        + "return [it.quantile(a, b, 'h', 0.4), it.quantile(a, b, 'h', 0.8), it.quantile(a, b, 'h', 0.95),"
                        + " Number.isNaN(it.quantile(b, b, 'h', 0.5)), it.rate(a, b, 'c'), b.sum('c'), Number.isNaN(b.sum('none'))]",
                before,
                now);
        assertThat(out.toString()).isEqualTo("[1.5,2,2,true,10,30,true]");
    }

    @Test
    void numbersAreReadable() throws Exception {
        JsonNode out = with(
                "figures.js",
                "return [it.count(1234), it.count(1234567), it.count(NaN), it.three(0), it.three(1.234), it.three(56.78), it.three(1234.5),"
                        + " it.percent(0), it.percent(0.0001), it.percent(0.0512), it.percent(0.5), it.percent(1),"
                        + " it.duration(0.00123), it.duration(0.0456), it.duration(0.9999), it.duration(12.34), it.bytes(512), it.bytes(1572864)]");
        assertThat(out.valueStream().map(JsonNode::asString))
                .containsExactly(
                        "1,234", "1.23 M", "–", "0", "1.23", "56.8", "1,235", "0 %", "< 0.1 %", "5.1 %", "50 %",
                        "100 %", "1.2 ms", "46 ms", "1.00 s", "12.3 s", "512 B", "1.5 MiB");
    }
}
