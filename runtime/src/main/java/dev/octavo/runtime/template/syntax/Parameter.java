package dev.octavo.runtime.template.syntax;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A parameter of a macro or call block. */
public record Parameter(String name, @Nullable Expr defaultValue) implements Node {
    @Override
    public List<Node> children() {
        return Node.list(defaultValue);
    }
}
