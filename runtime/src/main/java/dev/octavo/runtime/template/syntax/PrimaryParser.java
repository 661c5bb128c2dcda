package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Literals, names, subscripts, calls, filters and tests. */
final class PrimaryParser {

    private final Tokens tokens;
    private final ExpressionParser expressions;

    PrimaryParser(Tokens tokens, ExpressionParser expressions) {
        this.tokens = tokens;
        this.expressions = expressions;
    }

    /** @param withNamespace whether {@code a.b} is a namespace reference, as in the target of an assignment */
    Expr primary(boolean withNamespace) {
        Token token = tokens.current();
        return switch (token.type()) {
            case NAME -> name(withNamespace);
            case STRING -> strings();
            case INTEGER, FLOAT -> new Expr.Const(tokens.next().value());
            case OPERATOR -> bracketed(token);
            default -> throw tokens.fail("unexpected '" + token.describe() + "'");
        };
    }

    private Expr name(boolean withNamespace) {
        Token token = tokens.next();
        return switch (token.text()) {
            case "true", "True" -> new Expr.Const(true);
            case "false", "False" -> new Expr.Const(false);
            case "none", "None" -> new Expr.Const(Expr.NoneLiteral.NONE);
            default -> {
                if (withNamespace && tokens.skipOperator(".")) {
                    yield new Expr.NamespaceRef(
                            token.text(), tokens.expect(TokenType.NAME).text());
                }
                yield new Expr.Name(token.text(), token.line(), token.column());
            }
        };
    }

    private Expr strings() {
        String first = tokens.next().text();
        if (!tokens.is(TokenType.STRING)) {
            return new Expr.Const(first);
        }
        StringBuilder all = new StringBuilder(first);
        while (tokens.is(TokenType.STRING)) {
            all.append(tokens.next().text());
        }
        return new Expr.Const(all.toString());
    }

    private Expr bracketed(Token token) {
        return switch (token.text()) {
            case "(" -> {
                tokens.next();
                Expr result = tuple(true, true, null);
                tokens.expectOperator(")");
                yield result;
            }
            case "[" -> list();
            case "{" -> dict();
            default -> throw tokens.fail("unexpected '" + token.describe() + "'");
        };
    }

    /**
     * An expression, or a tuple where commas follow.
     *
     * @param end a name that ends the tuple, too
     */
    Expr tuple(boolean conditional, boolean parentheses, @Nullable String end) {
        List<Expr> items = new ArrayList<>();
        boolean tuple = false;
        while (true) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
            }
            if (tupleEnd(end)) {
                break;
            }
            items.add(conditional ? expressions.expression() : expressions.withoutConditional());
            if (!tokens.isOperator(",")) {
                break;
            }
            tuple = true;
        }
        return finish(items, tuple, parentheses);
    }

    /** The target of an assignment: names, tuples of names, namespace attributes. */
    Expr targetTuple(boolean withNamespace, @Nullable String end) {
        List<Expr> items = new ArrayList<>();
        boolean tuple = false;
        while (true) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
            }
            if (tupleEnd(end)) {
                break;
            }
            items.add(primary(withNamespace));
            if (!tokens.isOperator(",")) {
                break;
            }
            tuple = true;
        }
        return finish(items, tuple, false);
    }

    private Expr finish(List<Expr> items, boolean tuple, boolean parentheses) {
        if (!tuple) {
            if (!items.isEmpty()) {
                return items.getFirst();
            }
            if (!parentheses) {
                throw tokens.fail(
                        "Expected an expression, got '" + tokens.current().describe() + "'");
            }
        }
        return new Expr.TupleExpr(List.copyOf(items));
    }

    private boolean tupleEnd(@Nullable String end) {
        return tokens.is(TokenType.VARIABLE_END)
                || tokens.is(TokenType.BLOCK_END)
                || tokens.isOperator(")")
                || (end != null && tokens.isName(end));
    }

    private Expr list() {
        tokens.expectOperator("[");
        List<Expr> items = new ArrayList<>();
        while (!tokens.isOperator("]")) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
            }
            if (tokens.isOperator("]")) {
                break;
            }
            items.add(expressions.expression());
        }
        tokens.expectOperator("]");
        return new Expr.ListExpr(List.copyOf(items));
    }

    private Expr dict() {
        tokens.expectOperator("{");
        List<Pair> pairs = new ArrayList<>();
        while (!tokens.isOperator("}")) {
            if (!pairs.isEmpty()) {
                tokens.expectOperator(",");
            }
            if (tokens.isOperator("}")) {
                break;
            }
            Expr key = expressions.expression();
            tokens.expectOperator(":");
            pairs.add(new Pair(key, expressions.expression()));
        }
        tokens.expectOperator("}");
        return new Expr.DictExpr(List.copyOf(pairs));
    }

    Expr postfix(Expr start) {
        Expr node = start;
        while (true) {
            if (tokens.isOperator(".")) {
                node = attribute(node);
            } else if (tokens.isOperator("[")) {
                node = subscript(node);
            } else if (tokens.isOperator("(")) {
                node = new Expr.Call(node, arguments());
            } else {
                return node;
            }
        }
    }

    private Expr attribute(Expr node) {
        tokens.next();
        Token token = tokens.next();
        return switch (token.type()) {
            case NAME -> new Expr.GetAttribute(node, token.text());
            case INTEGER -> new Expr.GetItem(node, new Expr.Const(token.value()));
            default -> throw tokens.fail("expected name or number", token);
        };
    }

    private Expr subscript(Expr node) {
        tokens.expectOperator("[");
        List<Expr> keys = new ArrayList<>();
        while (!tokens.isOperator("]")) {
            if (!keys.isEmpty()) {
                tokens.expectOperator(",");
            }
            keys.add(subscripted());
        }
        tokens.expectOperator("]");
        return new Expr.GetItem(node, keys.size() == 1 ? keys.getFirst() : new Expr.TupleExpr(List.copyOf(keys)));
    }

    private Expr subscripted() {
        Expr start = null;
        if (!tokens.isOperator(":")) {
            start = expressions.expression();
            if (!tokens.isOperator(":")) {
                return start;
            }
        }
        tokens.next();
        Expr stop = sliceEnd() || tokens.isOperator(":") ? null : expressions.expression();
        Expr step = tokens.skipOperator(":") && !sliceEnd() ? expressions.expression() : null;
        return new Expr.Slice(start, stop, step);
    }

    private boolean sliceEnd() {
        return tokens.isOperator("]") || tokens.isOperator(",");
    }

    Expr filters(Expr start) {
        Expr node = start;
        while (true) {
            if (tokens.isOperator("|")) {
                node = filter(node);
            } else if (tokens.isName("is")) {
                node = test(node);
            } else if (tokens.isOperator("(")) {
                node = new Expr.Call(node, arguments());
            } else {
                return node;
            }
        }
    }

    private Expr.Filter filter(@Nullable Expr value) {
        tokens.expectOperator("|");
        return filterCall(value);
    }

    /**
     * A chain of filters over the text of a block: two filters with a bar between.
     *
     * @param start whether a first bar is missing
     */
    Expr.@Nullable Filter filterChain(boolean start) {
        Expr.Filter node = start ? filterCall(null) : null;
        while (tokens.isOperator("|")) {
            node = filter(node);
        }
        return node;
    }

    private Expr.Filter filterCall(@Nullable Expr value) {
        Token token = tokens.current();
        String name = dottedName();
        Arguments arguments = tokens.isOperator("(") ? arguments() : Arguments.NONE;
        return new Expr.Filter(value, name, arguments, token.line(), token.column());
    }

    private String dottedName() {
        StringBuilder name = new StringBuilder(tokens.expect(TokenType.NAME).text());
        while (tokens.skipOperator(".")) {
            name.append('.').append(tokens.expect(TokenType.NAME).text());
        }
        return name.toString();
    }

    private Expr test(Expr value) {
        Token token = tokens.next();
        boolean negated = tokens.skipName("not");
        String name = dottedName();
        Arguments arguments = Arguments.NONE;
        if (tokens.isOperator("(")) {
            arguments = arguments();
        } else if (testArgumentFollows()) {
            if (tokens.isName("is")) {
                throw tokens.fail("You cannot chain multiple tests with is");
            }
            arguments = new Arguments(List.of(postfix(primary(false))), List.of(), null, null);
        }
        Expr test = new Expr.Test(value, name, arguments, token.line(), token.column());
        return negated ? new Expr.Not(test) : test;
    }

    private boolean testArgumentFollows() {
        return switch (tokens.current().type()) {
            case NAME -> !tokens.isName("else") && !tokens.isName("or") && !tokens.isName("and");
            case STRING, INTEGER, FLOAT -> true;
            case OPERATOR -> tokens.isOperator("[") || tokens.isOperator("{");
            default -> false;
        };
    }

    Arguments arguments() {
        Token open = tokens.current();
        tokens.expectOperator("(");
        ArgumentsBuilder result =
                new ArgumentsBuilder(() -> tokens.fail("invalid syntax for function call expression", open));
        while (!tokens.isOperator(")")) {
            if (!result.isEmpty()) {
                tokens.expectOperator(",");
                if (tokens.isOperator(")")) {
                    break;
                }
            }
            argument(result);
        }
        tokens.expectOperator(")");
        return result.build();
    }

    private void argument(ArgumentsBuilder result) {
        if (tokens.skipOperator("*")) {
            result.positionalRest(expressions.expression());
        } else if (tokens.skipOperator("**")) {
            result.namedRest(expressions.expression());
        } else if (tokens.is(TokenType.NAME) && tokens.look().operator("=")) {
            String name = tokens.next().text();
            tokens.next();
            result.named(name, expressions.expression());
        } else {
            result.positional(expressions.expression());
        }
    }
}
