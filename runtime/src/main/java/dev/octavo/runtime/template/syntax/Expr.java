package dev.octavo.runtime.template.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An expression. */
public sealed interface Expr extends Node {

    /**
     * A literal.
     *
     * @param value String, Long, BigInteger, Double, Boolean, or {@link NoneLiteral}
     */
    record Const(Object value) implements Expr {
        @Override
        public List<Node> children() {
            return List.of();
        }
    }

    /** The value of the literal {@code none}. */
    enum NoneLiteral {
        NONE
    }

    /** Template text between tags. */
    record Data(String text) implements Expr {
        @Override
        public List<Node> children() {
            return List.of();
        }
    }

    /** A variable; how it is used (loaded, stored) follows from where it stands. */
    record Name(String name, int line, int column) implements Expr {
        @Override
        public List<Node> children() {
            return List.of();
        }
    }

    /** {@code name.attribute} as the target of an assignment. */
    record NamespaceRef(String name, String attribute) implements Expr {
        @Override
        public List<Node> children() {
            return List.of();
        }
    }

    record TupleExpr(List<Expr> items) implements Expr {
        @Override
        public List<Node> children() {
            return List.copyOf(items);
        }
    }

    record ListExpr(List<Expr> items) implements Expr {
        @Override
        public List<Node> children() {
            return List.copyOf(items);
        }
    }

    record DictExpr(List<Pair> pairs) implements Expr {
        @Override
        public List<Node> children() {
            return List.copyOf(pairs);
        }
    }

    /** {@code then if test else otherwise}. */
    record Conditional(Expr test, Expr then, @Nullable Expr otherwise, int line) implements Expr {
        @Override
        public List<Node> children() {
            return Node.list(test, then, otherwise);
        }
    }

    /** @param operator one of {@code + - * / // % **} */
    record Binary(String operator, Expr left, Expr right) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(left, right);
        }
    }

    /** {@code and} or {@code or}. */
    record Logic(boolean and, Expr left, Expr right) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(left, right);
        }
    }

    record Not(Expr operand) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(operand);
        }
    }

    /** Sign. */
    record Unary(boolean negative, Expr operand) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(operand);
        }
    }

    /** A chain of comparisons. */
    record Compare(Expr first, List<Operand> operands) implements Expr {
        @Override
        public List<Node> children() {
            return Node.concat(List.of(first), operands);
        }
    }

    /** {@code a ~ b ~ c}. */
    record Concat(List<Expr> items) implements Expr {
        @Override
        public List<Node> children() {
            return List.copyOf(items);
        }
    }

    record GetAttribute(Expr object, String name) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(object);
        }
    }

    record GetItem(Expr object, Expr key) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(object, key);
        }
    }

    record Slice(
            @Nullable Expr start,
            @Nullable Expr stop,
            @Nullable Expr step) implements Expr {
        @Override
        public List<Node> children() {
            return Node.list(start, stop, step);
        }
    }

    /** @param value null in a filter block or after {@code set}, where the text of the block is filtered */
    record Filter(@Nullable Expr value, String name, Arguments arguments, int line, int column) implements Expr {
        @Override
        public List<Node> children() {
            return Node.list(value, arguments);
        }
    }

    record Test(Expr value, String name, Arguments arguments, int line, int column) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(value, arguments);
        }
    }

    record Call(Expr function, Arguments arguments) implements Expr {
        @Override
        public List<Node> children() {
            return List.of(function, arguments);
        }
    }
}
