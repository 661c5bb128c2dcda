package dev.octavo.runtime.template.eval;

import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** C's {@code strftime} in the C locale, with glibc's flags, over a time without a zone. */
final class Strftime {

    private final ZonedDateTime time;
    private final String format;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private Strftime(ZonedDateTime time, String format) {
        this.time = time;
        this.format = format;
    }

    static String format(ZonedDateTime time, String format) {
        return new Strftime(time, format).run();
    }

    private String run() {
        while (at < format.length()) {
            int percent = format.indexOf('%', at);
            if (percent < 0 || percent == format.length() - 1) {
                return out.append(format, at, format.length()).toString();
            }
            out.append(format, at, percent);
            at = percent + 1;
            directive(percent);
        }
        return out.toString();
    }

    private void directive(int start) {
        char pad = 0;
        boolean upper = false;
        while (at < format.length() && "-_0^#".indexOf(format.charAt(at)) >= 0) {
            char flag = format.charAt(at++);
            upper |= flag == '^' || flag == '#';
            pad = flag == '^' || flag == '#' ? pad : flag;
        }
        int width = 0;
        while (at < format.length() && format.charAt(at) >= '0' && format.charAt(at) <= '9') {
            width = Math.min(1000, width * 10 + format.charAt(at++) - '0');
        }
        if (at < format.length() && (format.charAt(at) == 'E' || format.charAt(at) == 'O')) {
            at++;
        }
        char directive = at < format.length() ? format.charAt(at++) : 0;
        String number = number(directive, pad, width);
        String text = number != null ? number : text(directive);
        if (text == null) {
            out.append(format, start, at);
            return;
        }
        String shown = upper ? text.toUpperCase(Locale.ROOT) : text;
        out.repeat(pad == '0' ? '0' : ' ', Math.max(0, width - shown.length())).append(shown);
    }

    private @Nullable String number(char directive, char flag, int width) {
        int hour12 = time.getHour() % 12 == 0 ? 12 : time.getHour() % 12;
        return switch (directive) {
            case 'd' -> pad(time.getDayOfMonth(), 2, '0', flag, width);
            case 'e' -> pad(time.getDayOfMonth(), 2, ' ', flag, width);
            case 'H' -> pad(time.getHour(), 2, '0', flag, width);
            case 'k' -> pad(time.getHour(), 2, ' ', flag, width);
            case 'I' -> pad(hour12, 2, '0', flag, width);
            case 'l' -> pad(hour12, 2, ' ', flag, width);
            case 'j' -> pad(time.getDayOfYear(), 3, '0', flag, width);
            case 'm' -> pad(time.getMonthValue(), 2, '0', flag, width);
            case 'M' -> pad(time.getMinute(), 2, '0', flag, width);
            case 'S' -> pad(time.getSecond(), 2, '0', flag, width);
            case 'y' -> pad(time.getYear() % 100, 2, '0', flag, width);
            case 'C' -> pad(time.getYear() / 100, 2, '0', flag, width);
            case 'Y' -> pad(time.getYear(), 1, '0', flag, width);
            case 'G' -> pad(time.get(IsoFields.WEEK_BASED_YEAR), 1, '0', flag, width);
            case 'g' -> pad(time.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag, width);
            case 'V' -> pad(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag, width);
            case 'U' -> pad((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7, 2, '0', flag, width);
            case 'W' -> pad((time.getDayOfYear() + 7 - time.getDayOfWeek().getValue()) / 7, 2, '0', flag, width);
            case 'u' -> pad(time.getDayOfWeek().getValue(), 1, '0', flag, width);
            case 'w' -> pad(time.getDayOfWeek().getValue() % 7, 1, '0', flag, width);
            case 's' -> Long.toString(time.toEpochSecond());
            // Python replaces %f itself, before C sees the format.
            case 'f' -> String.format(Locale.ROOT, "%06d", time.get(ChronoField.MICRO_OF_SECOND));
            default -> null;
        };
    }

    private static String pad(int value, int digits, char standard, char flag, int width) {
        String text = Integer.toString(value);
        if (flag == '-') {
            return text;
        }
        char fill = flag == '_' ? ' ' : flag == '0' ? '0' : standard;
        return String.valueOf(fill).repeat(Math.max(0, Math.max(digits, width) - text.length())) + text;
    }

    private @Nullable String text(char directive) {
        return switch (directive) {
            case 'a' -> time.getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
            case 'A' -> time.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'b', 'h' ->
                time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH).substring(0, 3);
            case 'B' -> time.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time.getHour() < 12 ? "am" : "pm";
            case 'c' -> format(time, "%a %b %e %H:%M:%S %Y");
            case 'x', 'D' -> format(time, "%m/%d/%y");
            case 'X', 'T' -> format(time, "%H:%M:%S");
            case 'r' -> format(time, "%I:%M:%S %p");
            case 'R' -> format(time, "%H:%M");
            case 'F' -> format(time, "%Y-%m-%d");
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'Z', 'z' -> "";
            case '%' -> "%";
            default -> null;
        };
    }
}
