package dev.octavo.runtime.template.syntax;

import java.util.List;

/** An entry of a dict literal. */
public record Pair(Expr key, Expr value) implements Node {
    @Override
    public List<Node> children() {
        return List.of(key, value);
    }
}
