package dev.octavo.runtime.template.syntax;

import java.util.List;

/** The parser's cursor over tokens. */
final class Tokens {

    private final List<Token> tokens;
    private int at;

    Tokens(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token current() {
        return tokens.get(at);
    }

    Token look() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = current();
        if (at < tokens.size() - 1) {
            at++;
        }
        return token;
    }

    boolean is(TokenType type) {
        return current().type() == type;
    }

    boolean isName(String name) {
        return current().name(name);
    }

    boolean isOperator(String operator) {
        return current().operator(operator);
    }

    boolean skipName(String name) {
        if (isName(name)) {
            next();
            return true;
        }
        return false;
    }

    boolean skipOperator(String operator) {
        if (isOperator(operator)) {
            next();
            return true;
        }
        return false;
    }

    Token expect(TokenType type) {
        if (!is(type)) {
            throw unexpected(
                    type == TokenType.BLOCK_END
                            ? "end of statement block"
                            : type == TokenType.NAME ? "name" : "end of print statement");
        }
        return next();
    }

    void expectOperator(String operator) {
        if (!isOperator(operator)) {
            throw unexpected(operator);
        }
        next();
    }

    void expectName(String name) {
        if (!isName(name)) {
            throw unexpected(name);
        }
        next();
    }

    private TemplateSyntaxException unexpected(String wanted) {
        if (is(TokenType.EOF)) {
            return fail("unexpected end of template, expected '" + wanted + "'.");
        }
        return fail("expected token '" + wanted + "', got '" + current().describe() + "'");
    }

    TemplateSyntaxException fail(String message) {
        return fail(message, current());
    }

    TemplateSyntaxException fail(String message, Token where) {
        return new TemplateSyntaxException(message, where.line(), where.column());
    }
}
