package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reference continuations, asked for as a client would: token ids in, token ids and log-probabilities out. */
class GoldenOverHttpTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @ParameterizedTest
    @CsvSource({
        "cpu, llama", "cpu, llama_plain", "cpu, mistral", "cpu, qwen2", "cpu, qwen3",
        "opencl, llama", "opencl, llama_plain", "opencl, mistral", "opencl, qwen2", "opencl, qwen3"
    })
    void randomModelsOfEachArchitecture(String device, String name) throws Exception {
        check(device, Repository.shared("goldens/" + name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "opencl"})
    void aTrainedModelOfAnotherOrigin(String device) throws Exception {
        check(device, Repository.shared("models/stories260k"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"cpu", "opencl"})
    void theEmbeddedModel(String device) throws Exception {
        check(device, Repository.embeddedModel());
    }

    private static void check(String device, Path directory) throws Exception {
        Devices.require(device);
        try (Llm llm = Llm.model(directory)
                        .device(device)
                        .cacheBytes(64L << 20)
                        .warmUp(Duration.ZERO)
                        .open();
                OctavoServer server =
                        OctavoServer.start(ServerConfig.builder().port(0).build(), llm.engine())) {
            int cases = 0;
            for (JsonNode golden :
                    JSON.readTree(directory.resolve("goldens.json").toFile()).get("cases")) {
                JsonNode choice = complete(server, llm.model().name(), golden)
                        .get("choices")
                        .get(0);
                assertThat(choice.get("token_ids")).as("case %d", cases).isEqualTo(golden.get("greedy_ids"));
                JsonNode logprobs = choice.get("logprobs").get("token_logprobs");
                for (int i = 0; i < logprobs.size(); i++) {
                    assertThat(logprobs.get(i).asDouble())
                            .as("case %d, step %d", cases, i)
                            .isEqualTo(golden.get("greedy_logprobs").get(i).asDouble(), within(2e-3));
                }
                cases++;
            }
            assertThat(cases).isPositive();
        }
    }

    private static JsonNode complete(OctavoServer server, String model, JsonNode golden) throws Exception {
        ObjectNode request = JSON.createObjectNode();
        request.put("model", model);
        request.set("prompt", golden.get("prompt_ids"));
        request.put("max_tokens", golden.get("greedy_ids").size());
        request.put("temperature", 0);
        request.put("logprobs", 1);
        request.put("ignore_eos", true);
        request.put("return_token_ids", true);
        request.put("add_special_tokens", false);
        HttpRequest post = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/completions"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(request)))
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(post, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            return JSON.readTree(response.body());
        }
    }
}
