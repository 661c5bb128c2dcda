package dev.octavo.runtime.template.value;

/** Text marked as safe HTML (by {@code safe} or {@code escape}): a string that escapes what is joined to it. */
public record Markup(String text) {

    /** Escapes {@code & < > ' "} as MarkupSafe does. */
    public static String escape(String text) {
        int i = 0;
        while (i < text.length() && "&<>'\"".indexOf(text.charAt(i)) < 0) {
            i++;
        }
        if (i == text.length()) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length() + 32).append(text, 0, i);
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\'' -> out.append("&#39;");
                case '"' -> out.append("&#34;");
                default -> out.append(c);
            }
        }
        return out.toString();
    }

    /** The markup of any value: itself if it is markup, else its escaped text. */
    public static String of(Budget budget, Object value) {
        if (value instanceof Markup markup) {
            return markup.text;
        }
        String text = Repr.str(budget, value);
        budget.text(text.length() * 5L);
        return escape(text);
    }
}
