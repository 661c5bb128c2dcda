package dev.octavo.runtime.template.value;

/** Substring search in linear time, whatever the texts. */
public final class Search {

    /** Up to this length the naive search is linear enough. */
    private static final int SHORT = 16;

    private Search() {}

    public static int indexOf(Budget budget, String text, String part, int from) {
        if (part.length() <= SHORT) {
            int found = text.indexOf(part, from);
            budget.scan((found < 0 ? text.length() : found + part.length()) - from);
            return found;
        }
        if (text.length() - from < part.length()) {
            return -1;
        }
        budget.scan(text.length() - from + 4L * part.length());
        return knuthMorrisPratt(text, part, from);
    }

    /** The last occurrence that ends at or before {@code to}. */
    public static int lastIndexOf(Budget budget, String text, String part, int to) {
        if (to < part.length()) {
            return -1;
        }
        if (part.length() <= SHORT) {
            int found = text.lastIndexOf(part, to - part.length());
            budget.scan(to - Math.max(found, 0));
            return found;
        }
        budget.scan(2L * to + 6L * part.length());
        int found = knuthMorrisPratt(reverse(text.substring(0, to)), reverse(part), 0);
        return found < 0 ? -1 : to - found - part.length();
    }

    private static String reverse(String text) {
        char[] result = new char[text.length()];
        for (int i = 0; i < result.length; i++) {
            result[i] = text.charAt(result.length - 1 - i);
        }
        return new String(result);
    }

    private static int knuthMorrisPratt(String text, String part, int from) {
        int[] fallback = new int[part.length()];
        for (int i = 1, matched = 0; i < part.length(); i++) {
            while (matched > 0 && part.charAt(i) != part.charAt(matched)) {
                matched = fallback[matched - 1];
            }
            if (part.charAt(i) == part.charAt(matched)) {
                matched++;
            }
            fallback[i] = matched;
        }
        for (int i = from, matched = 0; i < text.length(); i++) {
            while (matched > 0 && text.charAt(i) != part.charAt(matched)) {
                matched = fallback[matched - 1];
            }
            if (text.charAt(i) == part.charAt(matched) && ++matched == part.length()) {
                return i - matched + 1;
            }
        }
        return -1;
    }
}
