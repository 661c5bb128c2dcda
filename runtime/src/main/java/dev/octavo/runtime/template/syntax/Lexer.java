package dev.octavo.runtime.template.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Cuts a template into tokens as Jinja2's lexer with {@code trim_blocks} and {@code lstrip_blocks} does: white space control, raw blocks,
 * comments and expression tokens. One pass, no regular expressions, linear time but for unclosed raw blocks and comments, which fail.
 */
final class Lexer {

    private final String source;
    private final Position position;
    private final List<Token> tokens = new ArrayList<>();
    private final Deque<Character> open = new ArrayDeque<>();
    private int at;
    /** Whether the last token ended with a line feed, so that the text before the next tag starts a line. */
    private boolean lineStarting = true;

    private Lexer(String source) {
        this.source = source;
        this.position = new Position(source);
    }

    static List<Token> tokenize(String template) {
        return new Lexer(normalize(template)).run();
    }

    /** Line ends become line feeds, and one at the very end is dropped. */
    static String normalize(String template) {
        String text = template;
        if (text.indexOf('\r') >= 0) {
            text = text.replace("\r\n", "\n").replace('\r', '\n');
        }
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    private List<Token> run() {
        while (at < source.length()) {
            int tag = nextTag(at);
            if (tag < 0) {
                data(at, source.length());
                at = source.length();
            } else {
                tag(tag);
            }
        }
        add(TokenType.EOF, "", source.length());
        return tokens;
    }

    private int nextTag(int from) {
        for (int i = source.indexOf('{', from); i >= 0; i = source.indexOf('{', i + 1)) {
            char next = i + 1 < source.length() ? source.charAt(i + 1) : ' ';
            if (next == '{' || next == '%' || next == '#') {
                return i;
            }
        }
        return -1;
    }

    private void tag(int tag) {
        char kind = source.charAt(tag + 1);
        char sign = tag + 2 < source.length() ? source.charAt(tag + 2) : ' ';
        boolean signed = sign == '-' || sign == '+';
        int inner = tag + (signed ? 3 : 2);
        data(at, textEnd(at, tag, signed ? sign : ' ', kind == '{'));
        at = inner;
        if (kind == '#') {
            comment(tag);
        } else if (kind == '{') {
            add(TokenType.VARIABLE_BEGIN, "{{", tag);
            expression(TokenType.VARIABLE_END);
        } else {
            int raw = rawBody(inner);
            if (raw >= 0) {
                raw(tag, raw);
            } else {
                add(TokenType.BLOCK_BEGIN, "{%", tag);
                expression(TokenType.BLOCK_END);
            }
        }
    }

    /** Where the text {@code [from, tag)} ends once the tag's white space control is applied. */
    private int textEnd(int from, int tag, char sign, boolean variable) {
        if (sign == '-') {
            return Spaces.trimEnd(source, from, tag);
        }
        if (sign == '+' || variable) {
            return tag;
        }
        int line = tag;
        while (line > from && source.charAt(line - 1) != '\n') {
            line--;
        }
        if (line == from && !lineStarting) {
            return tag;
        }
        return Spaces.skip(source, line) >= tag ? line : tag;
    }

    private void data(int from, int to) {
        if (to > from) {
            add(TokenType.DATA, source.substring(from, to), from);
        }
    }

    private void comment(int tag) {
        if (at == source.length()) {
            // As in Jinja2, an opening at the very end is no error.
            return;
        }
        int close = source.indexOf("#}", at);
        if (close < 0) {
            throw fail("Missing end of comment tag", tag);
        }
        boolean strip = close > at && source.charAt(close - 1) == '-';
        boolean keep = close > at && source.charAt(close - 1) == '+';
        endTag(close + 2, strip, !keep);
    }

    /** Moves behind a closing tag: all white space after a stripping one, else one line feed where {@code trim} says so. */
    private void endTag(int end, boolean strip, boolean trim) {
        at = end;
        if (strip) {
            at = Spaces.skip(source, at);
        } else if (trim && at < source.length() && source.charAt(at) == '\n') {
            at++;
        }
        lineStarting = source.charAt(at - 1) == '\n';
    }

    /** The index behind {@code raw %}} if the block that starts at {@code from} is a raw block; else -1. */
    private int rawBody(int from) {
        int i = Spaces.skip(source, from);
        if (!source.startsWith("raw", i)) {
            return -1;
        }
        i = Spaces.skip(source, i + 3);
        if (source.startsWith("-%}", i)) {
            return Spaces.skip(source, i + 3);
        }
        return source.startsWith("%}", i) ? i + 2 : -1;
    }

    private void raw(int tag, int body) {
        lineStarting = source.charAt(body - 1) == '\n';
        for (int i = source.indexOf("{%", body); i >= 0; i = source.indexOf("{%", i + 1)) {
            char sign = i + 2 < source.length() ? source.charAt(i + 2) : ' ';
            boolean signed = sign == '-' || sign == '+';
            int name = Spaces.skip(source, i + (signed ? 3 : 2));
            if (!source.startsWith("endraw", name)) {
                continue;
            }
            int end = Spaces.skip(source, name + 6);
            char endSign = end < source.length() ? source.charAt(end) : ' ';
            boolean endSigned = endSign == '-' || endSign == '+';
            int close = endSigned ? end + 1 : end;
            if (source.startsWith("%}", close)) {
                data(body, textEnd(body, i, signed ? sign : ' ', false));
                endTag(close + 2, endSign == '-', endSign != '+');
                return;
            }
        }
        at = source.length();
        if (body < source.length()) {
            throw fail("Missing end of raw directive", tag);
        }
    }

    private void expression(TokenType end) {
        open.clear();
        boolean block = end == TokenType.BLOCK_END;
        String close = block ? "%}" : "}}";
        while (true) {
            if (at >= source.length()) {
                // The parser reports what is missing; the end token makes it stop.
                return;
            }
            if (open.isEmpty()) {
                char sign = source.charAt(at);
                boolean signed = sign == '-' || (block && sign == '+');
                if (source.startsWith(close, signed ? at + 1 : at)) {
                    add(end, close, at);
                    endTag((signed ? at + 1 : at) + 2, sign == '-', block && sign != '+');
                    return;
                }
            }
            if (Spaces.isSpace(source.charAt(at))) {
                at = Spaces.skip(source, at);
            } else {
                token();
            }
        }
    }

    private void token() {
        char c = source.charAt(at);
        int start = at;
        if (c >= '0' && c <= '9') {
            NumberLiteral number = NumberLiteral.read(source, at);
            at = number.end();
            add(number.value() instanceof Double ? TokenType.FLOAT : TokenType.INTEGER, number.value(), start);
        } else if (Character.isUnicodeIdentifierStart(source.codePointAt(at)) || c == '_') {
            name();
        } else if (c == '\'' || c == '"') {
            string(c);
        } else {
            operator();
        }
    }

    private void name() {
        int start = at;
        while (at < source.length()) {
            int point = source.codePointAt(at);
            if (point != '_' && (!Character.isUnicodeIdentifierPart(point) || Character.isIdentifierIgnorable(point))) {
                break;
            }
            at += Character.charCount(point);
        }
        add(TokenType.NAME, source.substring(start, at), start);
    }

    private void string(char quote) {
        int start = at;
        int i = at + 1;
        while (i < source.length() && source.charAt(i) != quote) {
            i += source.charAt(i) == '\\' ? 2 : 1;
        }
        if (i >= source.length()) {
            throw fail("unexpected char '" + (quote == '\'' ? "\\'" : quote) + "': the string is not closed", start);
        }
        at = i + 1;
        try {
            add(TokenType.STRING, StringLiteral.decode(source.substring(start + 1, i)), start);
        } catch (IllegalArgumentException e) {
            throw fail(String.valueOf(e.getMessage()), start);
        }
    }

    private void operator() {
        String two = at + 2 <= source.length() ? source.substring(at, at + 2) : "";
        String text = switch (two) {
            case "//", "**", "==", "!=", ">=", "<=" -> two;
            default -> source.substring(at, at + 1);
        };
        char c = text.charAt(0);
        switch (text) {
            case "(" -> open.push(')');
            case "[" -> open.push(']');
            case "{" -> open.push('}');
            case ")", "]", "}" -> close(c);
            default -> {
                if (text.length() == 1 && "+-/*%~<>=.:|,;".indexOf(c) < 0) {
                    throw fail("unexpected char '" + Character.toString(source.codePointAt(at)) + "'", at);
                }
            }
        }
        add(TokenType.OPERATOR, text, at);
        at += text.length();
    }

    private void close(char c) {
        if (open.isEmpty()) {
            throw fail("unexpected '" + c + "'", at);
        }
        char expected = open.pop();
        if (expected != c) {
            throw fail("unexpected '" + c + "', expected '" + expected + "'", at);
        }
    }

    private void add(TokenType type, Object value, int offset) {
        tokens.add(new Token(type, value, position.line(offset), position.column(offset)));
    }

    private TemplateSyntaxException fail(String message, int offset) {
        return new TemplateSyntaxException(message, position.line(offset), position.column(offset));
    }
}
