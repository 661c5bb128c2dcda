package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Expressions by recursive descent, with Jinja2's precedences. */
final class ExpressionParser {

    private final Tokens tokens;
    private final PrimaryParser primary;
    private final int maxDepth;
    private int depth;

    ExpressionParser(Tokens tokens, int maxDepth) {
        this.tokens = tokens;
        this.maxDepth = maxDepth;
        this.primary = new PrimaryParser(tokens, this);
    }

    PrimaryParser primary() {
        return primary;
    }

    Expr expression() {
        if (++depth > maxDepth) {
            throw tokens.fail("expressions are nested more than " + maxDepth + " deep");
        }
        int line = tokens.current().line();
        Expr result = or();
        while (tokens.skipName("if")) {
            Expr test = or();
            Expr otherwise = tokens.skipName("else") ? expression() : null;
            result = new Expr.Conditional(test, result, otherwise, line);
            line = tokens.current().line();
        }
        depth--;
        return result;
    }

    Expr withoutConditional() {
        return or();
    }

    private Expr or() {
        Expr left = and();
        while (tokens.skipName("or")) {
            left = new Expr.Logic(false, left, and());
        }
        return left;
    }

    private Expr and() {
        Expr left = not();
        while (tokens.skipName("and")) {
            left = new Expr.Logic(true, left, not());
        }
        return left;
    }

    private Expr not() {
        int count = 0;
        while (tokens.skipName("not")) {
            count++;
        }
        Expr result = compare();
        for (int i = 0; i < count; i++) {
            result = new Expr.Not(result);
        }
        return result;
    }

    private Expr compare() {
        Expr first = sum();
        List<Operand> operands = new ArrayList<>();
        while (true) {
            @Nullable String operator = comparison();
            if (operator == null) {
                return operands.isEmpty() ? first : new Expr.Compare(first, List.copyOf(operands));
            }
            operands.add(new Operand(operator, sum()));
        }
    }

    private @Nullable String comparison() {
        Token token = tokens.current();
        if (token.type() == TokenType.OPERATOR) {
            return switch (token.text()) {
                case "==", "!=", "<", "<=", ">", ">=" -> tokens.next().text();
                default -> null;
            };
        }
        if (tokens.skipName("in")) {
            return "in";
        }
        if (token.name("not") && tokens.look().name("in")) {
            tokens.next();
            tokens.next();
            return "not in";
        }
        return null;
    }

    private Expr sum() {
        Expr left = concat();
        while (tokens.isOperator("+") || tokens.isOperator("-")) {
            left = new Expr.Binary(tokens.next().text(), left, concat());
        }
        return left;
    }

    private Expr concat() {
        Expr first = product();
        if (!tokens.isOperator("~")) {
            return first;
        }
        List<Expr> items = new ArrayList<>(List.of(first));
        while (tokens.skipOperator("~")) {
            items.add(product());
        }
        return new Expr.Concat(List.copyOf(items));
    }

    private Expr product() {
        Expr left = power();
        while (tokens.isOperator("*") || tokens.isOperator("/") || tokens.isOperator("//") || tokens.isOperator("%")) {
            left = new Expr.Binary(tokens.next().text(), left, power());
        }
        return left;
    }

    private Expr power() {
        Expr left = unary(true);
        while (tokens.skipOperator("**")) {
            left = new Expr.Binary("**", left, unary(true));
        }
        return left;
    }

    private Expr unary(boolean withFilter) {
        if (++depth > maxDepth) {
            throw tokens.fail("expressions are nested more than " + maxDepth + " deep");
        }
        Expr node;
        if (tokens.isOperator("-") || tokens.isOperator("+")) {
            boolean negative = tokens.next().text().equals("-");
            node = new Expr.Unary(negative, unary(false));
        } else {
            node = primary.primary(false);
        }
        node = primary.postfix(node);
        depth--;
        return withFilter ? primary.filters(node) : node;
    }
}
