package dev.octavo.runtime.tokenizer.normalize;

import dev.octavo.runtime.tokenizer.json.Field;
import dev.octavo.runtime.tokenizer.pattern.TextPattern;
import dev.octavo.runtime.tokenizer.text.ByteAlphabet;
import dev.octavo.runtime.tokenizer.text.Categories;
import java.text.Normalizer.Form;
import java.util.ArrayList;
import java.util.List;

/** Reads the {@code normalizer} of a tokenizer file. */
public final class Normalizers {

    private int left;

    private Normalizers(int components) {
        left = components;
    }

    /** The normalizer that {@code field} describes, made of at most {@code components} parts. */
    public static Normalizer read(Field field, int components) {
        return new Normalizers(components).one(field);
    }

    private Normalizer one(Field field) {
        if (left-- == 0) {
            throw field.error("too many normalizers");
        }
        String type = field.required("type").string();
        return switch (type) {
            case "Sequence" -> sequence(field);
            case "NFC" -> new UnicodeForm(Form.NFC);
            case "NFD" -> new UnicodeForm(Form.NFD);
            case "NFKC" -> new UnicodeForm(Form.NFKC);
            case "NFKD" -> new UnicodeForm(Form.NFKD);
            case "Lowercase" -> CharacterFilters::lowercase;
            case "Nmt" -> CharacterFilters::nmt;
            case "Strip" -> strip(field);
            case "StripAccents" -> text -> CharacterFilters.filter(text, c -> !Categories.isMark(c), c -> c);
            case "Prepend" -> prepend(field);
            case "Replace" -> replacement(field);
            case "Bert", "BertNormalizer" -> bert(field);
            case "ByteLevel" -> Normalizers::byteLevel;
            case "Precompiled" -> precompiled(field.required("precompiled_charsmap"));
            default -> throw field.error("unknown normalizer \"" + type + "\"");
        };
    }

    private Normalizer sequence(Field field) {
        List<Normalizer> parts = new ArrayList<>();
        field.required("normalizers").elements().forEach(part -> parts.add(one(part)));
        return text -> {
            for (Normalizer part : parts) {
                part.apply(text);
            }
        };
    }

    private static Normalizer strip(Field field) {
        boolean atLeft = field.flag("strip_left", true);
        boolean atRight = field.flag("strip_right", true);
        return text -> CharacterFilters.strip(text, atLeft, atRight);
    }

    private static Normalizer prepend(Field field) {
        String prefix = field.required("prepend").string();
        return text -> CharacterFilters.prepend(text, prefix);
    }

    /** The replacement that {@code field}, a normalizer or a decoder, describes. */
    public static Replacement replacement(Field field) {
        return new Replacement(
                TextPattern.read(field.required("pattern")),
                field.required("content").string());
    }

    private static Normalizer bert(Field field) {
        boolean lowercase = field.flag("lowercase", true);
        return new BertNormalizer(
                field.flag("clean_text", true),
                field.flag("handle_chinese_chars", true),
                field.flag("strip_accents", lowercase),
                lowercase);
    }

    private static void byteLevel(NormalizedText text) {
        char[] old = text.text().toCharArray();
        char[] mapped = new char[old.length * ByteAlphabet.expansion()];
        int length = ByteAlphabet.encode(old, 0, old.length, mapped, 0);
        text.set(new String(mapped, 0, length));
    }

    private static Normalizer precompiled(Field map) {
        try {
            return Precompiled.read(map.string());
        } catch (IllegalArgumentException e) {
            throw map.error("unusable precompiled_charsmap: " + e.getMessage(), e);
        }
    }
}
