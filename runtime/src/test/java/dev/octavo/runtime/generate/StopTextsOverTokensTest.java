package dev.octavo.runtime.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.generate.GenerationChunk.StopReason;
import dev.octavo.runtime.kv.BlockHasher;
import dev.octavo.runtime.sample.SamplingParams;
import dev.octavo.runtime.tokenizer.ByteTokens;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Stop texts against a search of the whole text, with tokens cut anywhere, also within characters, and published in bursts. */
class StopTextsOverTokensTest {

    private static final String[] LETTERS = {"a", "b", "é", "ß", "漢", "字", "🙂", "🙃"};
    private static final int PROMPT = 2;

    private record Expected(
            String text, int tokens, @Nullable String stop) {}

    @Test
    void agreesWithASearchOfTheWholeText() {
        Random random = new Random(11);
        int stopped = 0;
        for (int trial = 0; trial < 4000; trial++) {
            List<byte[]> pieces = cut(word(random, 1 + random.nextInt(14)), random);
            List<String> stops = new ArrayList<>();
            for (int i = random.nextInt(3); i >= 0; i--) {
                stops.add(word(random, 1 + random.nextInt(3)));
            }
            int minTokens = random.nextInt(3) == 0 ? random.nextInt(pieces.size() + 1) : 0;
            SamplingParams params = SamplingParams.builder()
                    .stop(stops)
                    .includeStopInOutput(random.nextBoolean())
                    .minTokens(minTokens)
                    .maxTokens(pieces.size())
                    .build();
            Expected expected = search(pieces, params);
            stopped += expected.stop() == null ? 0 : 1;
            check(pieces, params, expected, random);
        }
        assertThat(stopped).isBetween(1000, 3500);
    }

    private static String word(Random random, int length) {
        return IntStream.range(0, length)
                .mapToObj(i -> LETTERS[random.nextInt(LETTERS.length)])
                .reduce("", String::concat);
    }

    private static List<byte[]> cut(String text, Random random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 2 : 9));
            pieces.add(Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return pieces;
    }

    /** As vLLM: after each token look for every stop text, in the order given, that ends in the characters which the token completed. */
    private static Expected search(List<byte[]> pieces, SamplingParams params) {
        byte[] bytes = {};
        String before = "";
        for (int token = 1; token <= pieces.size(); token++) {
            byte[] piece = pieces.get(token - 1);
            bytes = Arrays.copyOf(bytes, bytes.length + piece.length);
            System.arraycopy(piece, 0, bytes, bytes.length - piece.length, piece.length);
            String text = complete(bytes);
            for (String stop : token > params.minTokens() ? params.stop() : List.<String>of()) {
                int at = text.indexOf(stop, Math.max(0, before.length() - stop.length() + 1));
                if (at >= 0) {
                    int end = params.includeStopInOutput() ? at + stop.length() : at;
                    return new Expected(text.substring(0, end), token, stop);
                }
            }
            before = text;
        }
        return new Expected(before, pieces.size(), null);
    }

    /** The whole characters at the start of bytes of sound UTF-8. */
    private static String complete(byte[] bytes) {
        int end = bytes.length;
        for (int back = 1; back <= Math.min(4, bytes.length); back++) {
            int lead = bytes[bytes.length - back] & 0xFF;
            if (lead < 0x80) {
                break;
            }
            if (lead >= 0xC0) {
                int needs = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
                end = needs > back ? bytes.length - back : end;
                break;
            }
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    private static void check(List<byte[]> pieces, SamplingParams params, Expected expected, Random random) {
        RequestFactory factory =
                new RequestFactory(EngineConfig.defaults(), Set.of(), pieces.size(), 1000, BlockHasher.random(16));
        GenerationRequest request = new GenerationRequest("r", new int[PROMPT], params);
        Choice choice = factory.create(request, 0, 0).leader();
        ChoiceReader reader = new ChoiceReader(choice, params, new ByteTokens(pieces, Set.of()));
        StringBuilder text = new StringBuilder();
        int tokens = 0;
        Optional<StopReason> reason = Optional.empty();
        for (int token = 0; token < pieces.size() && !reader.done(); token++) {
            choice.accept(token, token);
            choice.publish();
            if (token == pieces.size() - 1 || random.nextBoolean()) {
                GenerationChunk chunk = reader.poll();
                if (chunk != null) {
                    text.append(chunk.text());
                    tokens += chunk.tokenIds().length;
                    reason = chunk.stopReason();
                }
            }
        }
        assertThat(reader.done()).isTrue();
        assertThat(text.toString()).as("stops %s", params.stop()).isEqualTo(expected.text());
        assertThat(tokens).isEqualTo(expected.tokens());
        assertThat(reason).isEqualTo(Optional.ofNullable(expected.stop()).map(StopReason.Text::new));
    }
}
