package dev.octavo.server.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.TypeConversionException;

/**
 * An amount of memory on the command line: {@code 1073741824}, {@code 512MiB}, {@code 4g}, {@code 2.5GB}. Letters without an i mean powers of 1024 too, except KB, MB and GB.
 *
 * @param bytes the amount
 */
record ByteSize(long bytes) {

    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)(ib|b)?");

    static ByteSize parse(String text) {
        Matcher matcher = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new TypeConversionException(
                    "'" + text + "' is no amount of memory; write for example 512MiB, 4GiB or a number of bytes");
        }
        String unit = matcher.group(2);
        double base = "b".equals(matcher.group(3)) && !unit.isEmpty() ? 1000 : 1024;
        double factor = Math.pow(base, " kmgt".indexOf(unit.isEmpty() ? " " : unit));
        double bytes = Double.parseDouble(matcher.group(1)) * factor;
        if (bytes < 1 || bytes > Long.MAX_VALUE / 2.0) {
            throw new TypeConversionException("'" + text + "' is out of range");
        }
        return new ByteSize((long) bytes);
    }

    /** For people: {@code 1.5 GiB}. */
    static String readable(long bytes) {
        if (bytes < 0) {
            return "unknown";
        }
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value, units[unit]);
    }
}
