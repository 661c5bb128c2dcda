package dev.octavo.runtime.template.syntax;

import java.util.List;

/** A named argument. */
public record Keyword(String name, Expr value) implements Node {
    @Override
    public List<Node> children() {
        return List.of(value);
    }
}
