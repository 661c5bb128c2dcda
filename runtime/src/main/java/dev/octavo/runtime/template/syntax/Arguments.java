package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of a call, filter or test. */
public record Arguments(
        List<Expr> positional,
        List<Keyword> named,
        @Nullable Expr positionalRest,
        @Nullable Expr namedRest) implements Node {

    static final Arguments NONE = new Arguments(List.of(), List.of(), null, null);

    @Override
    public List<Node> children() {
        List<Node> result = new ArrayList<>(positional);
        result.addAll(named);
        result.addAll(Node.list(positionalRest, namedRest));
        return result;
    }
}
