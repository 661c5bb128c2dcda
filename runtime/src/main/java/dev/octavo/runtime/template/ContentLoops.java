package dev.octavo.runtime.template;

import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.syntax.Stmt;
import dev.octavo.runtime.template.syntax.Template;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds loops over the content of a message by names alone, as vLLM does: a variable assigned from {@code messages}, a loop over it, and a
 * loop over the content of that loop's item; or a loop over a variable that is called {@code content}, as in macros.
 */
final class ContentLoops {

    private final List<Stmt.For> loops = new ArrayList<>();
    private final List<Stmt.Assign> assignments = new ArrayList<>();

    ContentLoops(Template template) {
        Template.walk(template.body(), node -> {
            if (node instanceof Stmt.For loop) {
                loops.add(loop);
            } else if (node instanceof Stmt.Assign assign) {
                assignments.add(assign);
            }
        });
    }

    boolean any() {
        Set<String> messages = assignedFrom("messages");
        List<String> items = new ArrayList<>();
        for (Stmt.For loop : loops) {
            if (messages.stream().anyMatch(name -> accesses(loop.iterable(), name, null))) {
                if (!(loop.target() instanceof Expr.Name item)) {
                    return false;
                }
                items.add(item.name());
            }
        }
        return loops.stream()
                .filter(loop -> loop.target() instanceof Expr.Name)
                .map(Stmt.For::iterable)
                .anyMatch(iterable -> isVariable(iterable, "content")
                        || items.stream().anyMatch(item -> accesses(iterable, item, "content")));
    }

    private Set<String> assignedFrom(String variable) {
        Set<String> names = new LinkedHashSet<>(List.of(variable));
        Deque<String> pending = new ArrayDeque<>(names);
        while (!pending.isEmpty()) {
            String name = pending.pop();
            for (Stmt.Assign assign : assignments) {
                if (accesses(assign.value(), name, null)
                        && assign.target() instanceof Expr.Name target
                        && names.add(target.name())) {
                    pending.add(target.name());
                }
            }
        }
        return names;
    }

    /** Whether an expression is the variable (or its attribute), filtered, tested or cut at most. */
    private static boolean accesses(Expr expr, String variable, @Nullable String attribute) {
        return switch (expr) {
            case Expr.Filter filter -> filter.value() != null && accesses(filter.value(), variable, attribute);
            case Expr.Test test -> accesses(test.value(), variable, attribute);
            case Expr.GetItem get when get.key() instanceof Expr.Slice -> accesses(get.object(), variable, attribute);
            case Expr.GetItem get ->
                attribute != null
                        && isVariable(get.object(), variable)
                        && get.key() instanceof Expr.Const key
                        && key.value().equals(attribute);
            case Expr.GetAttribute get ->
                attribute != null
                        && isVariable(get.object(), variable)
                        && get.name().equals(attribute);
            default -> attribute == null && isVariable(expr, variable);
        };
    }

    private static boolean isVariable(Expr expr, String variable) {
        return expr instanceof Expr.Name name && name.name().equals(variable);
    }
}
