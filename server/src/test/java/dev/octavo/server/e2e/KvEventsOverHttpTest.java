package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.EngineConfig;
import dev.octavo.runtime.generate.Generation;
import dev.octavo.runtime.generate.GenerationRequest;
import dev.octavo.runtime.kv.event.KvEventFeed;
import dev.octavo.runtime.llm.Llm;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.OperationsConfig;
import dev.octavo.server.openai.OperationsConfig.Control;
import dev.octavo.server.openai.OperationsConfig.Listener;
import dev.octavo.server.openai.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A router that reads KV events while requests run knows which prefixes the engine has. */
@Timeout(600)
class KvEventsOverHttpTest {

    /** What a router keeps: tokens up to each block that is there, and how many blocks have that hash. */
    private static final class Router {
        private final Map<String, List<Integer>> prefixes = new HashMap<>();
        private final Map<String, Integer> copies = new ConcurrentHashMap<>();
        private volatile long batches;
        private volatile Optional<Throwable> failure = Optional.empty();

        void read(InputStream stream) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    if (line.startsWith("data: ")) {
                        batch(JsonMapper.shared().readTree(line.substring(6)));
                    }
                }
            } catch (IOException cutOff) {
                // The server ends.
            } catch (RuntimeException | AssertionError wrong) {
                failure = Optional.of(wrong);
            }
        }

        private void batch(JsonNode batch) {
            assertThat(batch.get("seq").longValue()).isEqualTo(batches);
            for (JsonNode event : batch.get("events")) {
                switch (event.get("type").stringValue()) {
                    case "BlockStored" -> stored(event);
                    case "BlockRemoved" ->
                        event.get("block_hashes").forEach(hash -> {
                            Integer left = copies.computeIfPresent(
                                    hash.stringValue(), (key, count) -> count == 1 ? null : Integer.valueOf(count - 1));
                            assertThat(left == null || left > 0).isTrue();
                        });
                    default -> copies.clear();
                }
            }
            batches = batch.get("seq").longValue() + 1;
        }

        private void stored(JsonNode event) {
            List<Integer> tokens = new ArrayList<>();
            JsonNode parent = event.get("parent_block_hash");
            if (!parent.isNull()) {
                tokens.addAll(prefixes.get(parent.stringValue()));
            }
            int size = event.get("block_size").intValue();
            JsonNode ids = event.get("token_ids");
            JsonNode hashes = event.get("block_hashes");
            assertThat(ids.size()).isEqualTo(size * hashes.size());
            for (int block = 0; block < hashes.size(); block++) {
                for (int i = 0; i < size; i++) {
                    tokens.add(ids.get(block * size + i).intValue());
                }
                String hash = hashes.get(block).stringValue();
                List<Integer> known = prefixes.putIfAbsent(hash, List.copyOf(tokens));
                assertThat(known == null || known.equals(tokens)).isTrue();
                copies.merge(hash, 1, Integer::sum);
            }
        }

        /** The longest prefix of a prompt that the engine has, in tokens. */
        int match(List<Integer> prompt) {
            return copies.keySet().stream()
                    .map(prefixes::get)
                    .filter(prefix -> prefix.size() <= prompt.size() && prefix.equals(prompt.subList(0, prefix.size())))
                    .mapToInt(List::size)
                    .max()
                    .orElse(0);
        }
    }

    private static int[] prompt(int seed) {
        return IntStream.range(0, 100)
                .map(i -> 300 + (seed * 31 + i * (seed + 3)) % 200)
                .toArray();
    }

    private static long cached(Llm llm, int seed) throws InterruptedException {
        try (Generation generation = llm.engine()
                .submit(new GenerationRequest(
                        "r" + seed,
                        prompt(seed),
                        SamplingParams.builder()
                                .temperature(0)
                                .maxTokens(4)
                                .ignoreEos(true)
                                .build()))) {
            while (generation.next().isPresent()) {}
            return generation.usage().cachedTokens();
        }
    }

    @Test
    void aRouterKnowsWhatIsCached() throws Exception {
        Router router = new Router();
        List<Integer> last = IntStream.of(prompt(29)).boxed().toList();
        long found;
        try (Llm llm = Llm.model(Repository.embeddedModel())
                        .device("cpu")
                        .cacheBytes(4L << 20)
                        .engine(EngineConfig.builder().kvEventBatches(10_000).build())
                        .warmUp(Duration.ZERO)
                        .open();
                HttpClient client = HttpClient.newHttpClient()) {
            OctavoServer server = OctavoServer.start(
                    ServerConfig.builder()
                            .port(0)
                            .accessLog(false)
                            .operations(OperationsConfig.defaults()
                                    .withControl(new Control(false, Optional.of(new Listener("127.0.0.1", 0)))))
                            .build(),
                    llm.engine());
            URI url = URI.create(
                    "http://127.0.0.1:" + server.controlAddress().orElseThrow().getPort() + "/kv_events");
            HttpResponse<InputStream> stream =
                    client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            Thread reader = Thread.ofVirtual().start(() -> router.read(stream.body()));
            for (int seed = 0; seed < 30; seed++) {
                cached(llm, seed);
            }
            found = cached(llm, 29);
            KvEventFeed feed = llm.engine().kvEvents().orElseThrow();
            Browser.eventually(() -> feed.from(router.batches).isEmpty() || !router.failure.isEmpty(), over -> over);
            server.shutdown(Duration.ofSeconds(10));
            reader.join();
        }
        assertThat(router.failure).isEmpty();
        assertThat(router.batches).isGreaterThanOrEqualTo(30);
        assertThat(found).isEqualTo(96);
        assertThat(router.match(last)).isEqualTo(96);
        assertThat(router.match(IntStream.of(prompt(0)).boxed().toList()))
                .as("evicted by the others")
                .isLessThan(96);
    }
}
