package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;

/** {@code include}, {@code import}, {@code from} and {@code extends}: parsed whole, so that errors in them are found, refused at run time. */
final class OtherTemplateParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;

    OtherTemplateParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    Stmt parse(String tag) {
        tokens.next();
        Expr template = expressions.expression();
        List<String> stored = new ArrayList<>();
        switch (tag) {
            case "include" -> {
                if (tokens.isName("ignore") && tokens.look().name("missing")) {
                    tokens.next();
                    tokens.next();
                }
                context();
            }
            case "import" -> {
                tokens.expectName("as");
                stored.add(tokens.expect(TokenType.NAME).text());
                context();
            }
            case "from" -> names(stored);
            default -> {}
        }
        return new Stmt.OtherTemplate(tag, template, List.copyOf(stored));
    }

    private void names(List<String> stored) {
        tokens.expectName("import");
        do {
            if (context()) {
                return;
            }
            String name = tokens.expect(TokenType.NAME).text();
            stored.add(tokens.skipName("as") ? tokens.expect(TokenType.NAME).text() : name);
        } while (!context() && tokens.skipOperator(","));
    }

    private boolean context() {
        if ((tokens.isName("with") || tokens.isName("without")) && tokens.look().name("context")) {
            tokens.next();
            tokens.next();
            return true;
        }
        return false;
    }
}
