package dev.octavo.server.cli;

import dev.octavo.runtime.generate.ServedModel;
import dev.octavo.runtime.tokenizer.Tokenizer;
import dev.octavo.runtime.tokenizer.Tokenizers;
import dev.octavo.spi.ResourceException;
import dev.octavo.spi.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The server that is put under load.
 *
 * @param url without the endpoint
 * @param model name of the model there
 * @param tokens tokens for prompts
 * @param tokenizer for chats, which take text
 * @param maxModelLength most tokens of a sequence
 */
record BenchTarget(String url, String model, int[] tokens, Optional<Tokenizer> tokenizer, int maxModelLength) {

    /** Where nothing is known of the vocabulary, small ids are tokens in any. */
    private static final int KNOWN_TOKENS = 1000;

    /** A server of this process. */
    static BenchTarget own(int port, ServedModel model) {
        return new BenchTarget(
                "http://127.0.0.1:" + port,
                model.name(),
                BenchModel.tokens(model),
                Optional.of(model.tokenizer()),
                model.maxModelLength());
    }

    /** A server that runs already: asks it what it serves. */
    static BenchTarget running(
            HttpClient client, String url, Optional<String> name, Optional<Path> tokenizer, Optional<String> apiKey)
            throws InterruptedException {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        JsonNode cards = models(client, base, apiKey);
        JsonNode card = name.flatMap(wanted -> cards.valueStream()
                        .filter(one -> one.path("id").asString("").equals(wanted))
                        .findFirst())
                .orElse(cards.path(0));
        Optional<Tokenizer> known = tokenizer.map(Tokenizers::load);
        int[] tokens = IntStream.range(0, known.map(Tokenizer::vocabularySize).orElse(KNOWN_TOKENS))
                .filter(id -> known.isEmpty() || !known.get().isSpecial(id))
                .toArray();
        return new BenchTarget(
                base,
                name.orElse(card.path("id").asString("")),
                tokens,
                known,
                card.path("max_model_len").asInt(Integer.MAX_VALUE));
    }

    private static JsonNode models(HttpClient client, String base, Optional<String> apiKey)
            throws InterruptedException {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(URI.create(base + "/v1/models")).timeout(Duration.ofSeconds(30));
            apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new ResourceException(
                        base + "/v1/models answered HTTP " + answer.statusCode() + "; is --api-key right?");
            }
            return JsonMapper.shared().readTree(answer.body()).path("data");
        } catch (IOException | JacksonException e) {
            throw new ResourceException("no OpenAI-compatible server answers at " + base + ": " + e, e);
        } catch (IllegalArgumentException e) {
            throw new UserException("--base-url must be like http://127.0.0.1:8000, but is " + base, e);
        }
    }
}
