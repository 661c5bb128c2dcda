package dev.octavo.server.openai;

import dev.octavo.runtime.tokenizer.Encoding;
import dev.octavo.runtime.tokenizer.IncrementalDetokenizer;
import dev.octavo.runtime.tokenizer.SpecialTokens;
import dev.octavo.runtime.tokenizer.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/** Ids 0 to 2 are {@code <unk> <s> </s>}; every byte is a token of its own, id 3 + byte. */
final class FakeTokenizer implements Tokenizer {

    static final int BYTES = 3;
    private static final String[] SPECIAL = {"<unk>", "<s>", "</s>"};

    @Override
    public int[] encode(String text, boolean addSpecialTokens) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        IntStream ids = IntStream.range(0, bytes.length).map(i -> BYTES + (bytes[i] & 0xff));
        return (addSpecialTokens ? IntStream.concat(IntStream.of(1), ids) : ids).toArray();
    }

    @Override
    public Encoding encodePair(String first, String second, boolean addSpecialTokens) {
        throw new UnsupportedOperationException("not needed");
    }

    @Override
    public String decode(int[] ids, boolean skipSpecialTokens) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int id : ids) {
            if (!isSpecial(id) || !skipSpecialTokens) {
                out.writeBytes(tokenBytes(id));
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public IncrementalDetokenizer detokenizer(boolean skipSpecialTokens) {
        return new Incremental(this, skipSpecialTokens);
    }

    @Override
    public int vocabularySize() {
        return BYTES + 256;
    }

    @Override
    public String token(int id) {
        return isSpecial(id) ? SPECIAL[id] : "<" + Integer.toHexString(id - BYTES) + ">";
    }

    @Override
    public int id(String token) {
        return Arrays.asList(SPECIAL).indexOf(token);
    }

    @Override
    public byte[] tokenBytes(int id) {
        return isSpecial(id) ? SPECIAL[id].getBytes(StandardCharsets.UTF_8) : new byte[] {(byte) (id - BYTES)};
    }

    @Override
    public boolean isSpecial(int id) {
        return id < BYTES;
    }

    @Override
    public SpecialTokens special() {
        return new SpecialTokens(
                "<s>",
                OptionalInt.of(1),
                "</s>",
                OptionalInt.of(2),
                null,
                OptionalInt.empty(),
                "<unk>",
                OptionalInt.of(0));
    }

    private static final class Incremental implements IncrementalDetokenizer {

        private final FakeTokenizer tokenizer;
        private final boolean skip;
        private int[] held = new int[0];

        Incremental(FakeTokenizer tokenizer, boolean skip) {
            this.tokenizer = tokenizer;
            this.skip = skip;
        }

        @Override
        public String accept(int id) {
            held = Arrays.copyOf(held, held.length + 1);
            held[held.length - 1] = id;
            String text = tokenizer.decode(held, skip);
            if (text.endsWith("\ufffd") && held.length < 4) {
                return "";
            }
            held = new int[0];
            return text;
        }

        @Override
        public String finish() {
            String text = tokenizer.decode(held, skip);
            held = new int[0];
            return text;
        }
    }
}
