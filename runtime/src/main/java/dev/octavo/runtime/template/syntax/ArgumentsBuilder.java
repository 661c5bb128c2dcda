package dev.octavo.runtime.template.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Collects arguments and refuses the orders that Jinja2 refuses. */
final class ArgumentsBuilder {

    private final Supplier<TemplateSyntaxException> error;
    private final List<Expr> positional = new ArrayList<>();
    private final List<Keyword> named = new ArrayList<>();
    private @Nullable Expr positionalRest;
    private @Nullable Expr namedRest;

    ArgumentsBuilder(Supplier<TemplateSyntaxException> error) {
        this.error = error;
    }

    boolean isEmpty() {
        return positional.isEmpty() && named.isEmpty() && positionalRest == null && namedRest == null;
    }

    void positional(Expr value) {
        ensure(positionalRest == null && namedRest == null && named.isEmpty());
        positional.add(value);
    }

    void named(String name, Expr value) {
        ensure(namedRest == null);
        ensure(named.stream().noneMatch(k -> k.name().equals(name)));
        named.add(new Keyword(name, value));
    }

    void positionalRest(Expr value) {
        ensure(positionalRest == null && namedRest == null);
        positionalRest = value;
    }

    void namedRest(Expr value) {
        ensure(namedRest == null);
        namedRest = value;
    }

    Arguments build() {
        return isEmpty()
                ? Arguments.NONE
                : new Arguments(List.copyOf(positional), List.copyOf(named), positionalRest, namedRest);
    }

    private void ensure(boolean valid) {
        if (!valid) {
            throw error.get();
        }
    }
}
