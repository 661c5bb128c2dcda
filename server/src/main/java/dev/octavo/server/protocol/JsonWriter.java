package dev.octavo.server.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Writes JSON as UTF-8 into a buffer that is used again and again. Commas come by themselves. Infinite numbers, which JSON lacks, become
 * -9999 or 9999, as in vLLM. Belongs to one thread at a time.
 */
public final class JsonWriter {

    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
    private static final float INFINITE = 9999f;

    private byte[] buffer = new byte[512];
    private int length;
    /** One bit per nesting level, lowest for the innermost: whether a comma is due before the next value. */
    private long commas;

    /** Opens an object. */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /** Closes the object. */
    public JsonWriter endObject() {
        return end('}');
    }

    /** Opens a list. */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /** Closes the list. */
    public JsonWriter endArray() {
        return end(']');
    }

    /** A member's name; the value must follow. */
    public JsonWriter name(String name) {
        comma();
        quoted(name);
        put(':');
        commas &= ~1L;
        return this;
    }

    /** A string, or null. */
    public JsonWriter value(@Nullable String text) {
        comma();
        if (text == null) {
            ascii("null");
        } else {
            quoted(text);
        }
        return this;
    }

    /** An integer. */
    public JsonWriter value(long number) {
        comma();
        ascii(Long.toString(number));
        return this;
    }

    /** A number. */
    public JsonWriter value(float number) {
        comma();
        float finite = Float.isNaN(number) ? -INFINITE : Math.clamp(number, -INFINITE, INFINITE);
        ascii(Float.toString(finite));
        return this;
    }

    /** True or false. */
    public JsonWriter value(boolean flag) {
        comma();
        ascii(flag ? "true" : "false");
        return this;
    }

    /** Null. */
    public JsonWriter nullValue() {
        return value((String) null);
    }

    /** A list of integers. */
    public JsonWriter values(int[] numbers) {
        beginArray();
        for (int number : numbers) {
            value(number);
        }
        return endArray();
    }

    /** A value that is JSON already; not checked. */
    public JsonWriter json(byte[] value) {
        comma();
        return raw(value);
    }

    /** A value that is JSON already; not checked. */
    public JsonWriter json(String value) {
        return json(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A value as it was read. */
    public JsonWriter json(JsonNode value) {
        return json(value.toString());
    }

    /** Bytes that frame JSON; nothing is checked and no comma is set. */
    public JsonWriter raw(byte[] bytes) {
        reserve(bytes.length);
        System.arraycopy(bytes, 0, buffer, length, bytes.length);
        length += bytes.length;
        return this;
    }

    /** Forgets everything but the buffer. */
    public void reset() {
        length = 0;
        commas = 0;
    }

    /** What was written, as far as {@link #length}; valid until something more is. */
    public byte[] buffer() {
        return buffer;
    }

    /** Bytes written. */
    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toByteArray() {
        return Arrays.copyOf(buffer, length);
    }

    private JsonWriter begin(char bracket) {
        comma();
        put(bracket);
        commas <<= 1;
        return this;
    }

    private JsonWriter end(char bracket) {
        put(bracket);
        commas = commas >>> 1 | 1;
        return this;
    }

    private void comma() {
        if ((commas & 1) != 0) {
            put(',');
        }
        commas |= 1;
    }

    private void quoted(String text) {
        int chars = text.length();
        reserve(2 + 3 * Math.min(chars, Integer.MAX_VALUE / 4));
        put('"');
        for (int i = 0; i < chars; i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x80 && c != '"' && c != '\\') {
                put(c);
            } else if (c < 0x80) {
                escape(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < chars && Character.isLowSurrogate(text.charAt(i + 1))) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                utf8(Character.isSurrogate(c) ? 0xfffd : c);
            }
        }
        put('"');
    }

    private void escape(char c) {
        put('\\');
        switch (c) {
            case '"', '\\' -> put(c);
            case '\n' -> put('n');
            case '\r' -> put('r');
            case '\t' -> put('t');
            case '\b' -> put('b');
            case '\f' -> put('f');
            default -> {
                ascii("u00");
                put((char) HEX[c >> 4]);
                put((char) HEX[c & 15]);
            }
        }
    }

    private void utf8(int point) {
        reserve(4);
        if (point < 0x800) {
            buffer[length++] = (byte) (0xc0 | point >> 6);
        } else {
            if (point < 0x10000) {
                buffer[length++] = (byte) (0xe0 | point >> 12);
            } else {
                buffer[length++] = (byte) (0xf0 | point >> 18);
                buffer[length++] = (byte) (0x80 | (point >> 12 & 63));
            }
            buffer[length++] = (byte) (0x80 | (point >> 6 & 63));
        }
        buffer[length++] = (byte) (0x80 | (point & 63));
    }

    private void ascii(String text) {
        int chars = text.length();
        reserve(chars);
        for (int i = 0; i < chars; i++) {
            buffer[length++] = (byte) text.charAt(i);
        }
    }

    private void put(char c) {
        reserve(1);
        buffer[length++] = (byte) c;
    }

    private void reserve(int more) {
        if (buffer.length - length < more) {
            buffer = Arrays.copyOf(buffer, Math.addExact(Math.max(length + more, length), length / 2 + 64));
        }
    }
}
