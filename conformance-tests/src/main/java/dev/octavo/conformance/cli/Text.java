package dev.octavo.conformance.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines. */
final class Text {

    private Text() {}

    /** Lines of at most {@code width} characters, broken at spaces, else behind commas, else anywhere. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.lines().toList()) {
            String rest = paragraph.stripTrailing();
            while (rest.length() > width) {
                int at = rest.lastIndexOf(' ', width);
                if (at <= width / 2) {
                    at = rest.lastIndexOf(',', width - 1) + 1;
                }
                if (at <= width / 2) {
                    at = width;
                }
                lines.add(rest.substring(0, at).stripTrailing());
                rest = rest.substring(at).stripLeading();
            }
            lines.add(rest);
        }
        return lines;
    }
}
