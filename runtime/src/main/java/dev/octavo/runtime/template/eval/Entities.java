package dev.octavo.runtime.template.eval;

import java.util.Map;

/** HTML entities, as far as text out of templates has them. */
final class Entities {

    private static final Map<String, String> NAMED = Map.ofEntries(
            Map.entry("amp", "&"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("quot", "\""),
            Map.entry("apos", "'"),
            Map.entry("nbsp", "\u00a0"),
            Map.entry("copy", "\u00a9"),
            Map.entry("reg", "\u00ae"),
            Map.entry("hellip", "\u2026"),
            Map.entry("ndash", "\u2013"),
            Map.entry("mdash", "\u2014"),
            Map.entry("laquo", "\u00ab"),
            Map.entry("raquo", "\u00bb"),
            Map.entry("euro", "\u20ac"),
            Map.entry("times", "\u00d7"));

    private Entities() {}

    static String unescape(String text) {
        StringBuilder out = new StringBuilder(text.length());
        int at = 0;
        while (true) {
            int start = text.indexOf('&', at);
            if (start < 0) {
                return out.append(text, at, text.length()).toString();
            }
            out.append(text, at, start);
            int end = text.indexOf(';', start);
            String name = end < 0 || end - start > 12 ? "" : text.substring(start + 1, end);
            String character = name.startsWith("#") ? numeric(name.substring(1)) : NAMED.getOrDefault(name, "");
            out.append(character.isEmpty() ? "&" : character);
            at = character.isEmpty() ? start + 1 : end + 1;
        }
    }

    private static String numeric(String digits) {
        boolean hex = digits.startsWith("x") || digits.startsWith("X");
        try {
            int point = Integer.parseInt(hex ? digits.substring(1) : digits, hex ? 16 : 10);
            return point > 0 && point <= Character.MAX_CODE_POINT ? Character.toString(point) : "\ufffd";
        } catch (NumberFormatException e) {
            return "";
        }
    }
}
