package dev.octavo.runtime.tokenizer.decode;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.normalize.Normalizers;
import dev.octavo.runtime.tokenizer.text.Utf8;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What bytes a token stands for in the middle of a text, going by the steps of the decoder. Immutable. */
public final class TokenBytes {

    private final List<UnaryOperator<String>> steps = new ArrayList<>();
    private boolean byteLevel;
    private boolean byteFallback;

    /** For the decoder that {@code decoder}, already found valid, describes; null for none. */
    public TokenBytes(@Nullable Field decoder) {
        if (decoder != null) {
            collect(decoder);
        }
    }

    private void collect(Field decoder) {
        switch (decoder.required("type").string()) {
            case "Sequence" -> decoder.required("decoders").elements().forEach(this::collect);
            case "ByteLevel" -> byteLevel = true;
            case "ByteFallback" -> byteFallback = true;
            case "Replace" -> steps.add(Normalizers.replacement(decoder)::replaceIn);
            case "Metaspace" -> {
                String mark = Character.toString(decoder.required("replacement").codePoint());
                steps.add(token -> token.replace(mark, " "));
            }
            case "WordPiece" -> {
                String prefix = decoder.string("prefix", "##");
                steps.add(token -> token.startsWith(prefix) ? token.substring(prefix.length()) : " " + token);
            }
            case "BPEDecoder" -> {
                String suffix = decoder.string("suffix", "</w>");
                steps.add(token -> token.replace(suffix, " "));
            }
            default -> {
                // Fuse, Strip and CTC do nothing to a token in the middle of a text.
            }
        }
    }

    /** The bytes of {@code token}. */
    public byte[] of(String token) {
        int value = byteFallback ? ByteFallbackStage.value(token) : -1;
        if (value >= 0) {
            return new byte[] {(byte) value};
        }
        String text = token;
        for (UnaryOperator<String> step : steps) {
            text = step.apply(text);
        }
        return byteLevel ? ByteLevelStage.bytes(text) : Utf8.bytes(text);
    }
}
