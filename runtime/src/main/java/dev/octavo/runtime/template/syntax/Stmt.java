package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement. */
public sealed interface Stmt extends Node {

    /** Text and print statements in a row. */
    record Output(List<Expr> items) implements Stmt {
        @Override
        public List<Node> children() {
            return List.copyOf(items);
        }
    }

    record For(
            Expr target, Expr iterable, @Nullable Expr test, boolean recursive, List<Stmt> body, List<Stmt> otherwise)
            implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(Node.list(target, iterable, test), Node.concat(body, otherwise));
        }
    }

    record If(Expr test, List<Stmt> body, List<If> elifs, List<Stmt> otherwise) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(List.of(test), Node.concat(body, Node.concat(elifs, otherwise)));
        }
    }

    record Macro(String name, List<Parameter> parameters, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(parameters, body);
        }
    }

    record CallBlock(List<Parameter> parameters, Expr.Call call, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(Node.concat(List.of(call), parameters), body);
        }
    }

    record FilterBlock(Expr.Filter filter, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(List.of(filter), body);
        }
    }

    record With(List<Expr> targets, List<Expr> values, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(Node.concat(targets, values), body);
        }
    }

    record Assign(Expr target, Expr value) implements Stmt {
        @Override
        public List<Node> children() {
            return List.of(target, value);
        }
    }

    record AssignBlock(Expr target, Expr.@Nullable Filter filter, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(Node.list(target, filter), body);
        }
    }

    /** A named block; without inheritance it renders where it stands, in a scope of its own. */
    record Block(String name, boolean scoped, boolean required, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return List.copyOf(body);
        }
    }

    /** {@code autoescape}: a scope; switching escaping on is refused when it runs. */
    record Autoescape(Expr enabled, List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return Node.concat(List.of(enabled), body);
        }
    }

    /** {@code generation}: the part that the assistant wrote. */
    record Generation(List<Stmt> body) implements Stmt {
        @Override
        public List<Node> children() {
            return List.copyOf(body);
        }
    }

    record Break(int line, int column) implements Stmt {
        @Override
        public List<Node> children() {
            return List.of();
        }
    }

    record Continue(int line, int column) implements Stmt {
        @Override
        public List<Node> children() {
            return List.of();
        }
    }

    /** A statement that needs other templates ({@code include}, {@code import}, {@code from}, {@code extends}): fails when it runs. */
    record OtherTemplate(String tag, Expr template, List<String> stored) implements Stmt {
        @Override
        public List<Node> children() {
            return new ArrayList<>(List.of(template));
        }
    }
}
