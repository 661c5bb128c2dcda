package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.syntax.Node;
import dev.octavo.runtime.template.syntax.Parameter;
import dev.octavo.runtime.template.syntax.Stmt;
import java.util.List;

/** Enters the names of a scope's nodes into its {@link Symbols}; stops where an inner scope begins. */
final class SymbolVisitor {

    private Symbols symbols;

    SymbolVisitor(Symbols symbols) {
        this.symbols = symbols;
    }

    void visitAll(List<? extends Node> nodes) {
        nodes.forEach(this::visit);
    }

    void visit(Node node) {
        switch (node) {
            case Expr.Name name -> symbols.load(name.name());
            case Expr.NamespaceRef ref -> symbols.load(ref.name());
            case Stmt.If conditional -> conditional(conditional);
            case Stmt.Macro macro -> symbols.store(macro.name());
            case Stmt.OtherTemplate other -> {
                visit(other.template());
                other.stored().forEach(symbols::store);
            }
            case Stmt.Assign assign -> {
                visit(assign.value());
                target(assign.target());
            }
            case Stmt.AssignBlock assign -> target(assign.target());
            case Stmt.For loop -> visit(loop.iterable());
            case Stmt.CallBlock call -> visit(call.call());
            case Stmt.FilterBlock filter -> visit(filter.filter());
            case Stmt.With with -> visitAll(with.values());
            case Stmt.Block block -> {}
            case Stmt.Autoescape scope -> {}
            case Stmt.Generation generation -> {}
            default -> visitAll(node.children());
        }
    }

    /** The target of an assignment. */
    void target(Expr target) {
        switch (target) {
            case Expr.Name name -> symbols.store(name.name());
            case Expr.TupleExpr tuple -> tuple.items().forEach(this::target);
            default -> visit(target);
        }
    }

    /** The target of a loop or {@code with}: variables of the scope itself. */
    void parameter(Expr target) {
        switch (target) {
            case Expr.Name name -> symbols.declareParameter(name.name());
            case Expr.TupleExpr tuple -> tuple.items().forEach(this::parameter);
            default -> visit(target);
        }
    }

    void parameters(List<Parameter> parameters) {
        parameters.forEach(p -> symbols.declareParameter(p.name()));
        for (Parameter parameter : parameters) {
            if (parameter.defaultValue() != null) {
                visit(parameter.defaultValue());
            }
        }
    }

    private void conditional(Stmt.If node) {
        visit(node.test());
        Symbols original = symbols;
        List<Symbols> branches = List.of(
                branch(original, node.body()), branch(original, node.elifs()), branch(original, node.otherwise()));
        original.branchUpdate(branches);
    }

    private Symbols branch(Symbols original, List<? extends Node> nodes) {
        symbols = original.branch();
        visitAll(nodes);
        Symbols result = symbols;
        symbols = original;
        return result;
    }
}
