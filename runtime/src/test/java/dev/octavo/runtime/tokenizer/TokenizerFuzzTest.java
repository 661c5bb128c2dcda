package dev.octavo.runtime.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.octavo.runtime.tokenizer.json.TokenizerLimits;
import dev.octavo.spi.OctavoException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Broken tokenizer files either load and work or are refused with an Octavo error; nothing else may escape. */
class TokenizerFuzzTest {

    private static final List<String> WORDS = List.of(
            "null",
            "true",
            "-1",
            "1e99",
            "99999999999",
            "\"\"",
            "[]",
            "{}",
            "\"\\ud800\"",
            "\"(?:a*)*\"",
            "\"[\"",
            "\"Sequence\"",
            "\"Regex\"",
            "\"(((((\"",
            "\"a{1000}{1000}\"",
            "\"ByteLevel\"",
            "\"Precompiled\"",
            "\"Replace\"",
            "\"Split\"");
    private static final String TEXT =
            "The pilot's log\n\n  12345 caf\u00E9 \uD83D\uDC19 <|begin|> <s> [MASK] \u6D77\u306E";
    private static final TokenizerLimits LIMITS = new TokenizerLimits(1 << 16, 32, 5000, 5000, 100, 100_000, 64, 32);

    @Test
    void mutatedFilesAreRefusedOrWork() {
        Random random = new Random(20_26);
        int refused = 0;
        for (String name : Fixtures.NAMES) {
            byte[] original = Fixtures.bytes(name);
            for (int round = 0; round < 120; round++) {
                byte[] mutated = mutate(original, random);
                if (!works(mutated)) {
                    refused++;
                }
            }
        }
        assertThat(refused).isBetween(30, 450);
    }

    @Test
    void mutatedConfigurationsAreRefusedOrWork() {
        Random random = new Random(7);
        byte[] json = Fixtures.bytes("sentencepiece_bpe");
        byte[] config = ("{\"add_bos_token\": true, \"bos_token\": {\"content\": \"<s>\"}, \"eos_token\": \"</s>\","
                        + " \"added_tokens_decoder\": {\"5\": {\"content\": \"x\", \"special\": true}},"
                        + " \"chat_template\": [{\"name\": \"a\", \"template\": \"b\"}], \"model_max_length\": 5}")
                .getBytes(StandardCharsets.UTF_8);
        int worked = 0;
        for (int round = 0; round < 120; round++) {
            try {
                Tokenizer tokenizer = Tokenizers.parse(json, mutate(config, random), LIMITS);
                worked += tokenizer.encode(TEXT, true).length > 0 ? 1 : 0;
            } catch (OctavoException e) {
                assertThat(e.kind()).isEqualTo(OctavoException.Kind.USER);
            }
        }
        assertThat(worked).isPositive();
    }

    private static boolean works(byte[] json) {
        try {
            Tokenizer tokenizer = Tokenizers.parse(json, null, LIMITS);
            int[] ids = tokenizer.encode(TEXT, true);
            tokenizer.encodePair(TEXT, "x", true);
            assertThat(Fixtures.streamed(tokenizer, ids, true)).isEqualTo(tokenizer.decode(ids, true));
            return true;
        } catch (OctavoException e) {
            assertThat(e.kind()).isIn(OctavoException.Kind.USER, OctavoException.Kind.RESOURCE);
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }

    private static byte[] mutate(byte[] original, Random random) {
        StringBuilder text = new StringBuilder(new String(original, StandardCharsets.ISO_8859_1));
        for (int change = random.nextInt(10) / 8; change >= 0; change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(9)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                case 2 -> text.insert(at, WORDS.get(random.nextInt(WORDS.size())));
                case 3 -> text.setLength(random.nextInt(4) == 0 ? Math.max(1, at) : text.length());
                case 5, 6 -> text.setCharAt(at, "abz019 .?*+()[]{}".charAt(random.nextInt(17)));
                case 4 -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
                default -> replaceValue(text, at, WORDS.get(random.nextInt(WORDS.size())));
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Puts {@code word} in the place of the simple value behind the next colon. */
    private static void replaceValue(StringBuilder text, int from, String word) {
        int colon = text.indexOf(":", from);
        if (colon >= 0) {
            int end = colon + 1;
            while (end < text.length() && ",}]".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            text.replace(colon + 1, end, word);
        }
    }
}
