package dev.octavo.runtime.tokenizer.normalize;

import dev.octavo.runtime.tokenizer.text.Utf8;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * SentencePiece's precompiled_charsmap (sentencepiece, builder.cc and normalizer.cc): a double-array trie over UTF-8 whose values point
 * into a blob of zero-terminated replacements. As in the reference, a grapheme shorter than six bytes is looked up whole, else each of its
 * characters, and the shortest key that is a prefix wins.
 */
final class Precompiled implements Normalizer {

    private static final int SHORT_GRAPHEME = 6;

    private final int[] units;
    private final byte[] replacements;

    private Precompiled(int[] units, byte[] replacements) {
        this.units = units;
        this.replacements = replacements;
    }

    /** Reads a map in base64; the message of the exception says what is wrong with it. */
    static Precompiled read(String base64) {
        ByteBuffer map = ByteBuffer.wrap(Base64.getDecoder().decode(base64)).order(ByteOrder.LITTLE_ENDIAN);
        if (map.remaining() < Integer.BYTES) {
            throw new IllegalArgumentException("the map is shorter than its header");
        }
        int size = map.getInt();
        if (size < 0 || size > map.remaining()) {
            throw new IllegalArgumentException(
                    "the map claims a trie of " + Integer.toUnsignedString(size) + " bytes but has " + map.remaining());
        }
        int[] units = new int[size / Integer.BYTES];
        map.asIntBuffer().get(units);
        if (units.length == 0) {
            throw new IllegalArgumentException("the map has an empty trie");
        }
        byte[] replacements = new byte[map.remaining() - units.length * Integer.BYTES];
        map.get(map.position() + units.length * Integer.BYTES, replacements);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(replacements));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the replacements are not UTF-8", e);
        }
        return new Precompiled(units, replacements);
    }

    @Override
    public void apply(NormalizedText text) {
        String old = text.text();
        StringBuilder result = new StringBuilder(old.length());
        BreakIterator graphemes = BreakIterator.getCharacterInstance(Locale.ROOT);
        graphemes.setText(old);
        int start = 0;
        for (int end = graphemes.next(); end != BreakIterator.DONE; end = graphemes.next()) {
            grapheme(old, start, end, result);
            start = end;
        }
        text.set(result.toString());
    }

    private void grapheme(String text, int start, int end, StringBuilder result) {
        byte[] bytes = Utf8.bytes(text.substring(start, end));
        if (bytes.length < SHORT_GRAPHEME) {
            String replacement = lookUp(bytes, 0, bytes.length);
            if (replacement != null) {
                result.append(replacement);
                return;
            }
        }
        int at = 0;
        for (int i = start; i < end; ) {
            int c = text.codePointAt(i);
            int length = Utf8.length(c);
            String replacement = lookUp(bytes, at, at + length);
            if (replacement == null) {
                result.appendCodePoint(c);
            } else {
                result.append(replacement);
            }
            at += length;
            i += Character.charCount(c);
        }
    }

    private @Nullable String lookUp(byte[] key, int from, int to) {
        int node = offset(units[0]);
        for (int i = from; i < to && key[i] != 0; i++) {
            int label = key[i] & 0xFF;
            node ^= label;
            if (node < 0 || node >= units.length || (units[node] & 0x800000FF) != label) {
                return null;
            }
            int unit = units[node];
            node ^= offset(unit);
            if ((unit >> 8 & 1) == 1) {
                return node >= 0 && node < units.length ? replacement(units[node] & 0x7FFFFFFF) : null;
            }
        }
        return null;
    }

    private static int offset(int unit) {
        return unit >>> 10 << ((unit & 1 << 9) >> 6);
    }

    private @Nullable String replacement(int index) {
        if (index > replacements.length) {
            return null;
        }
        int end = index;
        while (end < replacements.length && replacements[end] != 0) {
            end++;
        }
        return new String(replacements, index, end - index, StandardCharsets.UTF_8);
    }
}
