package dev.octavo.server.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.TokenLogprob;
import dev.octavo.runtime.generate.TokenLogprob.Alternative;
import dev.octavo.server.protocol.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CompletionLogprobsTest {

    private static JsonNode write(boolean asIds, TokenLogprob logprob) {
        JsonWriter out = new JsonWriter();
        new CompletionLogprobs(new TokenText(new FakeTokenizer(), asIds), 3)
                .write(out, new int[] {logprob.tokenId()}, List.of(Optional.of(logprob)), 0);
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(new String(out.toByteArray(), StandardCharsets.UTF_8));
    }

    /** Two halves of a character are both U+FFFD as text. */
    @Test
    void tokensOfEqualTextAreToldOnce() {
        FakeTokenizer tokenizer = new FakeTokenizer();
        int[] halves = tokenizer.encode("é", false);
        assertThat(halves).hasSize(2);
        TokenLogprob logprob = new TokenLogprob(
                halves[0],
                -1,
                1,
                List.of(new Alternative(halves[0], -1), new Alternative(halves[1], -2), new Alternative(70, -3)));
        JsonNode told = write(false, logprob).get("top_logprobs").get(0);
        assertThat(told).hasSize(2);
        assertThat(told.get("\uFFFD").floatValue()).isEqualTo(-1);
        assertThat(write(true, logprob).get("top_logprobs").get(0)).hasSize(3);
    }
}
