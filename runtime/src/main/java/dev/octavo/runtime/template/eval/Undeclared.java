package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.syntax.Node;
import dev.octavo.runtime.template.syntax.Parameter;
import dev.octavo.runtime.template.syntax.Stmt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Finds which special names (as {@code loop} or {@code caller}) nodes read before they store them. */
final class Undeclared {

    private final Set<String> names;
    private final Set<String> found = new HashSet<>();

    private Undeclared(Set<String> names) {
        this.names = new HashSet<>(names);
    }

    static Set<String> find(List<? extends Node> nodes, Set<String> names) {
        Undeclared search = new Undeclared(names);
        nodes.forEach(search::visit);
        return search.found;
    }

    private void visit(Node node) {
        switch (node) {
            case Expr.Name name -> {
                if (names.contains(name.name())) {
                    found.add(name.name());
                }
            }
            case Parameter parameter -> {
                names.remove(parameter.name());
                parameter.children().forEach(this::visit);
            }
            case Stmt.Block block -> {}
            case Stmt.Assign assign -> {
                store(assign.target());
                visit(assign.value());
            }
            case Stmt.AssignBlock assign -> {
                store(assign.target());
                if (assign.filter() != null) {
                    visit(assign.filter());
                }
                assign.body().forEach(this::visit);
            }
            case Stmt.For loop -> {
                store(loop.target());
                loop.children().stream().skip(1).forEach(this::visit);
            }
            case Stmt.With with -> {
                with.targets().forEach(this::store);
                with.values().forEach(this::visit);
                with.body().forEach(this::visit);
            }
            default -> node.children().forEach(this::visit);
        }
    }

    private void store(Expr target) {
        switch (target) {
            case Expr.Name name -> names.remove(name.name());
            case Expr.TupleExpr tuple -> tuple.items().forEach(this::store);
            default -> {}
        }
    }
}
