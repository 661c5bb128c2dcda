package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.server.http.HttpLimits;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Bent bodies and bent bytes: always an answer of the right kind, never an error of the server's, and the server goes on. */
class FuzzTest {

    private static final List<String> BODIES = List.of(
            """
            /v1/completions {"prompt":["a\\u00e9",[5,6]],"n":2,"logprobs":3,"echo":true,"stop":["x"],"logit_bias":{"5":-1.5e1},"stream":true,"stream_options":{"include_usage":true}}
            """,
            """
            /v1/completions {"prompt":[[1,2],[3]],"max_tokens":3,"temperature":0.5,"top_p":1e-3,"seed":-7,"min_tokens":0,"bad_words":["a b"],"truncate_prompt_tokens":-1,"prompt_logprobs":0}
            """,
            """
            /v1/chat/completions {"messages":[{"role":"user","content":[{"type":"text","text":"\\ud83d\\ude00"}]},{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{\\"a\\":[1,null]}"}}]}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"logprobs":true,"top_logprobs":2,"max_tokens":4,"chat_template_kwargs":{"x":{"y":[true,1.5,null]}}}
            """,
            """
            /v1/responses {"input":[{"role":"user","content":[{"type":"input_text","text":"a\\u00e9"}]},{"type":"function_call_output","call_id":"1","output":"x"}],"instructions":"b","max_output_tokens":5,"stream":true,"include":["message.output_text.logprobs"],"top_logprobs":2,"metadata":{"a":"b"}}
            """,
            """
            /v1/messages {"max_tokens":5,"system":[{"type":"text","text":"s"}],"messages":[{"role":"user","content":[{"type":"text","text":"a"}]},{"role":"assistant","content":"b"}],"stop_sequences":["x"],"stream":true,"temperature":0.5}
            """,
            """
            /v1/chat/completions/batch {"messages":[[{"role":"user","content":"a"}],[{"role":"user","content":"b"}]],"max_tokens":2,"logprobs":true,"documents":[{"text":"x"}]}
            """,
            """
            /inference/v1/generate {"token_ids":[5,6],"sampling_params":{"max_tokens":3,"logprobs":1,"n":2,"stop":["x"]},"stream":true,"priority":1}
            """,
            """
            /v1/completions/render {"prompt":["a",[5]],"logit_bias":{"7":1.5},"bad_words":["q"],"seed":3}
            """,
            "/v1/messages/count_tokens {\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}",
            """
            /v1/completions {"prompt":"ab","use_beam_search":true,"n":3,"max_tokens":4,"length_penalty":0.5,"early_stopping":"never","stop_token_ids":[9],"logprobs":2}
            """,
            """
            /v1/completions {"prompt":"ab","max_tokens":4,"logprobs":2,"logprob_token_ids":[5,6,7],"repetition_detection":{"max_pattern_size":4,"min_pattern_size":1,"min_count":2},"allowed_token_ids":[3,4,5]}
            """,
            "/tokenize {\"prompt\":\"abc\",\"return_token_strs\":true}",
            "/detokenize {\"tokens\":[1,2,3,4]}");
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ",",
            ":",
            "null",
            "true",
            "-1",
            "1e999",
            "99999999999999999999",
            "\\ud800",
            "\\u0000",
            "\"n\":200,",
            "NaN",
            "0.0000001",
            "{}",
            "[]",
            "\"\"",
            "\ufeff",
            "\u0000",
            "\\",
            "/**/");
    private static final List<String> REQUESTS = List.of(
            "GET /v1/models HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "POST /tokenize HTTP/1.1\r\nHost: x\r\nContent-Length: 14\r\nConnection: close\r\n\r\n{\"prompt\":\"a\"}",
            "POST /tokenize HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"promp\r\n7\r\nt\":\"a\"}\r\n0\r\nA: b\r\n\r\n",
            "POST /v1/completions HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 28\r\n\r\n{\"prompt\":\"a\",\"stream\":true}");
    private static final List<String> WIRE_PIECES = List.of(
            "\r\n",
            "\r",
            "\n",
            "\0",
            " ",
            ":",
            "\t",
            "Content-Length: 9\r\n",
            "Transfer-Encoding: chunked\r\n",
            "HTTP/9.9",
            "%",
            "\u00ff",
            "ffffffffff\r\n",
            "Upgrade: websocket\r\nConnection: Upgrade\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    @Test
    void bodies() throws Exception {
        try (ServerFixture server = ServerFixture.plain()) {
            sendBodies(server);
        }
    }

    private static void sendBodies(ServerFixture server) throws Exception {
        Random random = new Random(42);
        Set<Integer> allowed = Set.of(200, 400, 404, 501);
        int good = 0;
        for (int i = 0; i < 2500; i++) {
            String[] seed = BODIES.get(random.nextInt(BODIES.size())).strip().split(" ", 2);
            byte[] body = bent(seed[1], random, PIECES);
            HttpResponse<String> response = server.send(server.request(seed[0])
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build());
            String what = new String(body, StandardCharsets.ISO_8859_1) + " -> " + response.body();
            assertThat(response.statusCode()).as(what).isIn(allowed);
            if (response.statusCode() == 200) {
                good++;
                assertThat(response.body()).as(what).doesNotContain("\"error\":{");
            } else {
                assertThat(ServerFixture.JSON
                                .readTree(response.body())
                                .get("error")
                                .get("message")
                                .stringValue())
                        .isNotEmpty();
            }
        }
        assertThat(good).as("some bodies are bent only a little").isGreaterThan(100);
        assertThat(server.engine.running).isEmpty();
    }

    @Test
    void bytes() throws Exception {
        // Many wait until the server loses patience, which is long enough for what is whole to arrive.
        HttpLimits limits =
                HttpLimits.defaults().withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMinutes(1));
        AtomicInteger answers = new AtomicInteger();
        List<Future<?>> senders = new ArrayList<>();
        try (ServerFixture server = new ServerFixture(s -> s.httpLimits(limits));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 40; i++) {
                Random random = new Random(43 + i);
                senders.add(threads.submit(() -> sendBytes(server, random, 12, answers)));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
            assertThat(answers).hasValueGreaterThan(240);
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
            ServerFixture.eventually(() -> server.engine.running.isEmpty());
        }
    }

    private static void sendBytes(ServerFixture server, Random random, int times, AtomicInteger answers) {
        for (int i = 0; i < times; i++) {
            byte[] request = bent(REQUESTS.get(random.nextInt(REQUESTS.size())), random, WIRE_PIECES);
            try (RawConnection raw = new RawConnection(server.port())) {
                raw.send(request);
                if (random.nextInt(20) == 0) {
                    continue;
                }
                String answer = raw.rest();
                String what = new String(request, StandardCharsets.ISO_8859_1) + " -> " + answer;
                assertThat(answer).as(what).doesNotStartWith("HTTP/1.1 500");
                if (answer.startsWith("HTTP/1.1 ")) {
                    answers.incrementAndGet();
                }
            } catch (IOException e) {
                // the server hung up while the request was still being sent
            }
        }
    }

    private static byte[] bent(String seed, Random random, List<String> pieces) {
        List<Byte> bytes = new ArrayList<>();
        for (byte b : seed.getBytes(StandardCharsets.UTF_8)) {
            bytes.add(b);
        }
        for (int i = random.nextInt(4); i > 0 && !bytes.isEmpty(); i--) {
            int at = random.nextInt(bytes.size());
            switch (random.nextInt(5)) {
                case 0 -> bytes.remove(at);
                case 1 -> bytes.set(at, (byte) random.nextInt(256));
                case 2 -> bytes.addAll(at, boxed(pieces.get(random.nextInt(pieces.size()))));
                case 3 ->
                    bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(12)))
                            .clear();
                default ->
                    bytes.addAll(
                            random.nextInt(bytes.size()),
                            List.copyOf(bytes.subList(at, Math.min(bytes.size(), at + random.nextInt(20)))));
            }
        }
        byte[] out = new byte[bytes.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = bytes.get(i);
        }
        return out;
    }

    private static List<Byte> boxed(String piece) {
        List<Byte> out = new ArrayList<>();
        for (byte b : piece.getBytes(StandardCharsets.UTF_8)) {
            out.add(b);
        }
        return out;
    }
}
