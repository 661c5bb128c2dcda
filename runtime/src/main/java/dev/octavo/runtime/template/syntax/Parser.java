package dev.octavo.runtime.template.syntax;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Statements by recursive descent. */
final class Parser {

    private final Tokens tokens;
    private final ExpressionParser expressions;
    private final PrimaryParser primary;
    private final int maxDepth;
    private final Deque<String> openTags = new ArrayDeque<>();
    private final Deque<List<String>> endTags = new ArrayDeque<>();

    Parser(List<Token> tokens, int maxDepth) {
        this.tokens = new Tokens(tokens);
        this.maxDepth = maxDepth;
        this.expressions = new ExpressionParser(this.tokens, maxDepth);
        this.primary = expressions.primary();
    }

    Template template() {
        return new Template(statements(List.of()));
    }

    /** Statements up to one of the end tags, whose name is then the current token; none given: up to the end. */
    private List<Stmt> statements(List<String> ends) {
        List<Stmt> body = new ArrayList<>();
        List<Expr> output = new ArrayList<>();
        if (!ends.isEmpty()) {
            endTags.push(ends);
        }
        while (true) {
            Token token = tokens.next();
            switch (token.type()) {
                case DATA -> output.add(new Expr.Data(token.text()));
                case VARIABLE_BEGIN -> {
                    output.add(primary.tuple(true, false, null));
                    tokens.expect(TokenType.VARIABLE_END);
                }
                case BLOCK_BEGIN -> {
                    flush(output, body);
                    if (tokens.is(TokenType.NAME)
                            && ends.contains(tokens.current().text())) {
                        endTags.pop();
                        return body;
                    }
                    body.add(statement());
                    tokens.expect(TokenType.BLOCK_END);
                }
                case EOF -> {
                    flush(output, body);
                    if (!ends.isEmpty()) {
                        throw nesting(null);
                    }
                    return body;
                }
                default -> throw tokens.fail("unexpected '" + token.describe() + "'", token);
            }
        }
    }

    private static void flush(List<Expr> output, List<Stmt> body) {
        if (!output.isEmpty()) {
            body.add(new Stmt.Output(List.copyOf(output)));
            output.clear();
        }
    }

    private TemplateSyntaxException nesting(@Nullable String tag) {
        StringBuilder message = new StringBuilder(
                tag == null ? "Unexpected end of template." : "Encountered unknown tag '" + tag + "'.");
        if (!endTags.isEmpty()) {
            String looking = "'" + String.join("' or '", endTags.peek()) + "'";
            boolean nested = tag != null && endTags.stream().anyMatch(e -> e.contains(tag));
            message.append(
                    nested
                            ? " You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for "
                                    + looking + "."
                            : " Jinja was looking for the following tags: " + looking + ".");
        }
        if (!openTags.isEmpty()) {
            message.append(" The innermost block that needs to be closed is '")
                    .append(openTags.peek())
                    .append("'.");
        }
        return tokens.fail(message.toString());
    }

    private Stmt statement() {
        if (!tokens.is(TokenType.NAME)) {
            throw tokens.fail("tag name expected");
        }
        if (openTags.size() >= maxDepth) {
            throw tokens.fail("blocks are nested more than " + maxDepth + " deep");
        }
        String tag = tokens.current().text();
        openTags.push(tag);
        Stmt result = statement(tag);
        openTags.pop();
        return result;
    }

    private Stmt statement(String tag) {
        return switch (tag) {
            case "for" -> forLoop();
            case "if" -> conditional();
            case "set" -> set();
            case "macro" -> macro();
            case "call" -> callBlock();
            case "filter" -> filterBlock();
            case "with" -> with();
            case "print" -> print();
            case "block" -> block();
            case "generation" -> {
                tokens.next();
                yield new Stmt.Generation(body("endgeneration"));
            }
            case "autoescape" -> {
                tokens.next();
                yield new Stmt.Autoescape(expressions.expression(), body("endautoescape"));
            }
            case "break" -> {
                Token token = tokens.next();
                yield new Stmt.Break(token.line(), token.column());
            }
            case "continue" -> {
                Token token = tokens.next();
                yield new Stmt.Continue(token.line(), token.column());
            }
            case "include", "import", "from", "extends" -> new OtherTemplateParser(tokens, expressions).parse(tag);
            default -> {
                openTags.pop();
                throw nesting(tag);
            }
        };
    }

    /** The statements of a block; leaves the name of the end tag as the current token. */
    private List<Stmt> bodyUntil(List<String> ends) {
        tokens.skipOperator(":");
        tokens.expect(TokenType.BLOCK_END);
        return statements(ends);
    }

    private List<Stmt> body(String end) {
        List<Stmt> body = bodyUntil(List.of(end));
        tokens.next();
        return body;
    }

    private Stmt forLoop() {
        tokens.next();
        Expr target = target(false, "in");
        tokens.expectName("in");
        Expr iterable = primary.tuple(false, false, "recursive");
        Expr test = tokens.skipName("if") ? expressions.expression() : null;
        boolean recursive = tokens.skipName("recursive");
        List<Stmt> body = bodyUntil(List.of("endfor", "else"));
        List<Stmt> otherwise = tokens.next().name("else") ? body("endfor") : List.of();
        return new Stmt.For(target, iterable, test, recursive, body, otherwise);
    }

    private Stmt conditional() {
        tokens.next();
        List<String> ends = List.of("elif", "else", "endif");
        Expr test = primary.tuple(false, false, null);
        List<Stmt> body = bodyUntil(ends);
        List<Stmt.If> elifs = new ArrayList<>();
        Token end = tokens.next();
        while (end.name("elif")) {
            Expr elifTest = primary.tuple(false, false, null);
            elifs.add(new Stmt.If(elifTest, bodyUntil(ends), List.of(), List.of()));
            end = tokens.next();
        }
        List<Stmt> otherwise = end.name("else") ? body("endif") : List.of();
        return new Stmt.If(test, body, elifs, otherwise);
    }

    private Stmt set() {
        tokens.next();
        Expr target = target(true, null);
        if (tokens.skipOperator("=")) {
            return new Stmt.Assign(target, primary.tuple(true, false, null));
        }
        Expr.Filter filter = primary.filterChain(false);
        return new Stmt.AssignBlock(target, filter, body("endset"));
    }

    private Stmt macro() {
        tokens.next();
        String name = tokens.expect(TokenType.NAME).text();
        List<Parameter> parameters = signature();
        return new Stmt.Macro(name, parameters, body("endmacro"));
    }

    private List<Parameter> signature() {
        List<Parameter> parameters = new ArrayList<>();
        boolean defaults = false;
        tokens.expectOperator("(");
        while (!tokens.isOperator(")")) {
            if (!parameters.isEmpty()) {
                tokens.expectOperator(",");
            }
            Token token = tokens.expect(TokenType.NAME);
            checkName(token);
            Expr value = tokens.skipOperator("=") ? expressions.expression() : null;
            if (value == null && defaults) {
                throw tokens.fail("non-default argument follows default argument");
            }
            if (parameters.stream().anyMatch(p -> p.name().equals(token.text()))) {
                throw tokens.fail("duplicate argument '" + token.text() + "'", token);
            }
            defaults = value != null;
            parameters.add(new Parameter(token.text(), value));
        }
        tokens.expectOperator(")");
        return parameters;
    }

    private Stmt callBlock() {
        Token start = tokens.next();
        List<Parameter> parameters = tokens.isOperator("(") ? signature() : List.of();
        if (!(expressions.expression() instanceof Expr.Call call)) {
            throw tokens.fail("expected call", start);
        }
        return new Stmt.CallBlock(parameters, call, body("endcall"));
    }

    private Stmt filterBlock() {
        tokens.next();
        Expr.Filter filter = primary.filterChain(true);
        if (filter == null) {
            throw tokens.fail("expected a filter");
        }
        return new Stmt.FilterBlock(filter, body("endfilter"));
    }

    private Stmt with() {
        tokens.next();
        List<Expr> targets = new ArrayList<>();
        List<Expr> values = new ArrayList<>();
        while (!tokens.is(TokenType.BLOCK_END)) {
            if (!targets.isEmpty()) {
                tokens.expectOperator(",");
            }
            targets.add(target(false, null));
            tokens.expectOperator("=");
            values.add(expressions.expression());
        }
        return new Stmt.With(targets, values, body("endwith"));
    }

    private Stmt print() {
        tokens.next();
        List<Expr> items = new ArrayList<>();
        while (!tokens.is(TokenType.BLOCK_END)) {
            if (!items.isEmpty()) {
                tokens.expectOperator(",");
            }
            items.add(expressions.expression());
        }
        return new Stmt.Output(items);
    }

    private Stmt block() {
        tokens.next();
        String name = tokens.expect(TokenType.NAME).text();
        boolean scoped = tokens.skipName("scoped");
        boolean required = tokens.skipName("required");
        if (tokens.isOperator("-")) {
            throw tokens.fail("Block names may not contain hyphens, use an underscore instead.");
        }
        List<Stmt> body = body("endblock");
        tokens.skipName(name);
        return new Stmt.Block(name, scoped, required, body);
    }

    private Expr target(boolean withNamespace, @Nullable String end) {
        Token start = tokens.current();
        Expr target = primary.targetTuple(withNamespace, end);
        checkTarget(target, start);
        return target;
    }

    private void checkTarget(Expr target, Token where) {
        switch (target) {
            case Expr.Name name -> {}
            case Expr.NamespaceRef ref -> {}
            case Expr.TupleExpr tuple -> tuple.items().forEach(item -> checkTarget(item, where));
            default ->
                throw tokens.fail(
                        "can't assign to '"
                                + target.getClass()
                                        .getSimpleName()
                                        .replace("Expr", "")
                                        .toLowerCase(java.util.Locale.ROOT)
                                + "'",
                        where);
        }
    }

    private void checkName(Token token) {
        if (List.of("true", "false", "none", "True", "False", "None").contains(token.text())) {
            throw tokens.fail("can't assign to 'name'", token);
        }
    }
}
