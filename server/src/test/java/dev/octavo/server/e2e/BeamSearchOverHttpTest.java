package dev.octavo.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.llm.Llm;
import dev.octavo.server.openai.OctavoServer;
import dev.octavo.server.openai.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Beam search as a client asks for it, against transformers' results (tools/goldens/make_beams.py). */
class BeamSearchOverHttpTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String MODEL = "llama-llama3";
    private static final int VOCABULARY = 96;

    @Test
    void choicesAreTheBeamsOfTransformers(@TempDir Path directory) throws Exception {
        Path resources = Repository.root().resolve("runtime/src/test/resources");
        withTokenizer(resources.resolve("goldens").resolve(MODEL), directory);
        try (Llm llm = Llm.model(directory)
                        .device("cpu")
                        .cacheBytes(16L << 20)
                        .warmUp(Duration.ZERO)
                        .open();
                OctavoServer server = OctavoServer.start(
                        ServerConfig.builder().port(0).accessLog(false).build(), llm.engine());
                HttpClient client = HttpClient.newHttpClient()) {
            int cases = 0;
            for (JsonNode golden :
                    JSON.readTree(resources.resolve("beams.json").toFile()).get("cases")) {
                if (golden.get("model").stringValue().equals(MODEL)
                        && golden.get("width").intValue() == 4) {
                    JsonNode choices = search(client, server, golden).get("choices");
                    assertThat(choices).hasSize(golden.get("width").intValue());
                    for (int i = 0; i < choices.size(); i++) {
                        assertThat(choices.get(i).get("token_ids"))
                                .as("beam %d of %s", i, golden)
                                .isEqualTo(golden.get("sequences").get(i));
                    }
                    cases++;
                }
            }
            assertThat(cases).isGreaterThan(30);
        }
    }

    /** The checkpoint with a tokenizer beside it that knows one word per token. */
    private static void withTokenizer(Path checkpoint, Path target) throws IOException {
        for (String name : List.of("config.json", "model.safetensors")) {
            Files.copy(checkpoint.resolve(name), target.resolve(name));
        }
        ObjectNode tokenizer = JSON.createObjectNode();
        ObjectNode model = tokenizer.putObject("model");
        model.put("type", "WordLevel").put("unk_token", "w0");
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < VOCABULARY; id++) {
            vocabulary.put("w" + id, id);
        }
        tokenizer.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        Files.writeString(target.resolve("tokenizer.json"), tokenizer.toString());
    }

    private static JsonNode search(HttpClient client, OctavoServer server, JsonNode golden) throws Exception {
        ObjectNode request = JSON.createObjectNode();
        request.set("prompt", golden.get("prompt_ids"));
        request.put("use_beam_search", true);
        request.set("n", golden.get("width"));
        request.set("max_tokens", golden.get("max_tokens"));
        request.set("min_tokens", golden.get("min_tokens"));
        request.set("length_penalty", golden.get("length_penalty"));
        request.set("early_stopping", golden.get("early_stopping"));
        request.set("stop_token_ids", golden.get("end_ids"));
        request.put("ignore_eos", true);
        request.put("return_token_ids", true);
        HttpRequest post = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/completions"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
                .build();
        HttpResponse<String> response = client.send(post, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }
}
