package dev.octavo.runtime.discovery;

import org.jspecify.annotations.Nullable;

/** Texts that foreign code made, fit to be printed. */
final class ForeignText {

    private static final int LONGEST = 2000;

    private ForeignText() {}

    /** Without control characters, which could rewrite a terminal, and not endless. */
    static String clean(@Nullable String text) {
        if (text == null) {
            return "(null)";
        }
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
        return shown.codePoints()
                .map(c -> Character.isISOControl(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** Whether a name can be shown as it is. */
    static boolean isPlain(@Nullable String text) {
        return text != null && text.length() <= LONGEST && text.codePoints().noneMatch(Character::isISOControl);
    }
}
