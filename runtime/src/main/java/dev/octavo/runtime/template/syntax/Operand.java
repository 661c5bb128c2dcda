package dev.octavo.runtime.template.syntax;

import java.util.List;

/**
 * A step of a comparison chain.
 *
 * @param operator one of {@code == != < <= > >= in}, or {@code not in}
 */
public record Operand(String operator, Expr value) implements Node {
    @Override
    public List<Node> children() {
        return List.of(value);
    }
}
