package dev.octavo.runtime.tokenizer.normalize;

import dev.octavo.runtime.tokenizer.text.Categories;
import dev.octavo.runtime.tokenizer.text.Whitespace;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** Normalizers that look at one code point at a time. */
final class CharacterFilters {

    private CharacterFilters() {}

    /** Keeps the code points that {@code keep} accepts, mapped by {@code map}. */
    static void filter(NormalizedText text, IntPredicate keep, IntUnaryOperator map) {
        String old = text.text();
        StringBuilder result = new StringBuilder(old.length());
        boolean firstSurvives = false;
        for (int i = 0; i < old.length(); ) {
            int c = old.codePointAt(i);
            if (keep.test(c)) {
                firstSurvives |= i < text.first();
                result.appendCodePoint(map.applyAsInt(c));
            }
            i += Character.charCount(c);
        }
        if (firstSurvives) {
            text.set(result.toString());
        } else {
            text.set(result.toString(), 0);
        }
    }

    /** Full lower-casing of each code point on its own: no final sigma, as Rust's {@code char::to_lowercase}. */
    static void lowercase(NormalizedText text) {
        String old = text.text();
        StringBuilder result = new StringBuilder(old.length());
        for (int i = 0; i < old.length(); ) {
            int c = old.codePointAt(i);
            if (c == 0x130) {
                result.append("i\u0307");
            } else {
                result.appendCodePoint(Categories.newLowerCase(Character.toLowerCase(c)));
            }
            i += Character.charCount(c);
        }
        text.set(result.toString());
    }

    /** sentencepiece's "nmt" clean-up: control characters go, exotic spaces become spaces. */
    static void nmt(NormalizedText text) {
        filter(text, c -> !isNmtControl(c), c -> isNmtSpace(c) ? ' ' : c);
    }

    private static boolean isNmtControl(int c) {
        return (c >= 0x01 && c <= 0x08) || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F || c == 0x8F || c == 0x9F;
    }

    private static boolean isNmtSpace(int c) {
        return switch (c) {
            case 0x09, 0x0A, 0x0C, 0x0D, 0x1680, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD -> true;
            default -> c >= 0x200B && c <= 0x200F;
        };
    }

    static void strip(NormalizedText text, boolean left, boolean right) {
        String old = text.text();
        int start = 0;
        int end = old.length();
        while (left && start < end && Whitespace.is(old.charAt(start))) {
            start++;
        }
        while (right && end > start && Whitespace.is(old.charAt(end - 1))) {
            end--;
        }
        text.set(old.substring(start, end), Math.max(0, Math.min(text.first() - start, end - start)));
    }

    static void prepend(NormalizedText text, String prefix) {
        if (!text.text().isEmpty()) {
            text.set(prefix + text.text(), text.first() > 0 ? text.first() + prefix.length() : 0);
        }
    }
}
