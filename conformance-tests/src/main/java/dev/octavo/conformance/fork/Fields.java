package dev.octavo.conformance.fork;

import java.util.ArrayList;
import java.util.List;

/** A message between two processes: fields in a line of text, parted by tabs; tabs, line ends and backslashes inside a field are escaped. */
final class Fields {

    /** Longest line that either side takes. */
    static final int LONGEST_LINE = 1 << 17;

    /** Longest text that is put into a field; what is longer is cut. */
    private static final int LONGEST_FIELD = 1 << 14;

    private final List<String> fields;
    private int next;

    Fields(List<String> fields) {
        this.fields = List.copyOf(fields);
    }

    /** Fields as a line, without its end. */
    static String line(List<String> fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            if (!line.isEmpty()) {
                line.append('\t');
            }
            escape(field.length() > LONGEST_FIELD ? field.substring(0, LONGEST_FIELD) + " ..." : field, line);
        }
        return line.toString();
    }

    private static void escape(String field, StringBuilder line) {
        // An empty first field would look like no field at all.
        if (field.isEmpty()) {
            line.append("\\0");
        }
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            switch (c) {
                case '\\' -> line.append("\\\\");
                case '\t' -> line.append("\\t");
                case '\n' -> line.append("\\n");
                case '\r' -> line.append("\\r");
                default -> line.append(c);
            }
        }
    }

    /**
     * Reads a line.
     *
     * @throws ProtocolException if an escape is unknown or cut
     */
    static Fields parse(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\t') {
                fields.add(field.toString());
                field.setLength(0);
            } else if (c == '\\') {
                i++;
                unescape(i < line.length() ? line.charAt(i) : ' ', field);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return new Fields(fields);
    }

    private static void unescape(char c, StringBuilder field) {
        switch (c) {
            case '\\' -> field.append('\\');
            case 't' -> field.append('\t');
            case 'n' -> field.append('\n');
            case 'r' -> field.append('\r');
            case '0' -> {} // The mark of an empty field.
            default -> throw new ProtocolException("unknown escape \\" + c);
        }
    }

    /** The next field. */
    String text() {
        if (next >= fields.size()) {
            throw new ProtocolException("a message of " + fields.size() + " fields ends too early");
        }
        return fields.get(next++);
    }

    long integer() {
        String text = text();
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException("not an integer: " + text, e);
        }
    }

    /** An integer of a range. */
    int integer(int low, int high) {
        long value = integer();
        if (value < low || value > high) {
            throw new ProtocolException(value + " is outside " + low + ".." + high);
        }
        return (int) value;
    }

    double number() {
        String text = text();
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new ProtocolException("not a number: " + text, e);
        }
    }

    /** A constant by its name. */
    <E extends Enum<E>> E constant(Class<E> type) {
        String name = text();
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new ProtocolException("no " + type.getSimpleName() + " is called " + name, e);
        }
    }
}
