package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.eval.StmtCode.Signal;
import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.syntax.Stmt;
import dev.octavo.runtime.template.syntax.Template;
import dev.octavo.runtime.template.syntax.TemplateSyntaxException;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyIterator;
import dev.octavo.runtime.template.value.Truth;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code for} to code. */
final class LoopCompiler {

    private final StmtCompiler statements;
    private final ExprCompiler expressions;

    LoopCompiler(StmtCompiler statements, ExprCompiler expressions) {
        this.statements = statements;
        this.expressions = expressions;
    }

    StmtCode compile(Stmt.For node, Frame frame) {
        refuseLoopAsTarget(node);
        ExprCode iterable = expressions.compile(node.iterable(), frame);
        if (!node.recursive()) {
            LoopCode loop = loop(node, frame, frame.loopBody(), frame.inner());
            return (scope, out) -> loop.run(scope, out, iterable.eval(scope), null, 0);
        }
        FunctionFrame function = new FunctionFrame(frame.function());
        LoopCode loop = loop(node, frame, frame.function(function, true), frame.function(function, false));
        int depth = 2 + Template.depth(List.of(node));
        return (scope, out) -> {
            LoopContext.Recursion recursion = new Recursive(scope, function, loop, depth);
            return StmtCompiler.print(scope, out, recursion.render(scope.run, iterable.eval(scope), 0));
        };
    }

    /** A recursive loop in the scope that it stands in. */
    private record Recursive(Scope scope, FunctionFrame function, LoopCode loop, int depth)
            implements LoopContext.Recursion {
        @Override
        public Object render(Run run, Object iterable, long level) {
            run.budget.enter(depth);
            StringBuilder out = new StringBuilder();
            loop.run(scope.inner(function.size()), out, iterable, this, level);
            run.budget.leave(depth);
            run.budget.text(out.length());
            return out.toString();
        }
    }

    private static void refuseLoopAsTarget(Stmt.For loop) {
        Template.walk(List.of(loop), node -> {
            switch (node) {
                case Stmt.Assign assign -> refuseLoop(assign.target());
                case Stmt.AssignBlock assign -> refuseLoop(assign.target());
                case Stmt.For inner -> refuseLoop(inner.target());
                default -> {}
            }
        });
    }

    private static void refuseLoop(Expr target) {
        switch (target) {
            case Expr.Name name
            when name.name().equals("loop") ->
                throw new TemplateSyntaxException(
                        "Can't assign to special loop variable in for-loop target", name.line(), name.column());
            case Expr.TupleExpr tuple -> tuple.items().forEach(LoopCompiler::refuseLoop);
            default -> {}
        }
    }

    private LoopCode loop(Stmt.For node, Frame outer, Frame body, Frame otherwise) {
        boolean extended = node.recursive()
                || Undeclared.find(node.body(), Set.of("loop")).contains("loop")
                || hasScopedBlock(node);
        int loopSlot = extended ? body.symbols().declareParameter("loop").slot() : -1;
        SymbolVisitor visitor = new SymbolVisitor(body.symbols());
        visitor.parameter(node.target());
        visitor.visitAll(node.body());
        new SymbolVisitor(otherwise.symbols()).visitAll(node.otherwise());
        // A recursive loop's items are filtered inside of the loop's own function.
        LoopFilter filter = node.test() == null ? null : filter(node, node.test(), outer, body.function());
        StmtCode bodyCode = statements.compileAll(node.body(), body);
        StmtCode otherwiseCode = statements.compileAll(node.otherwise(), otherwise);
        return new LoopCode(
                TargetCompiler.compile(node.target(), body),
                loopSlot,
                filter,
                StmtCompiler.entry(body),
                bodyCode,
                node.otherwise().isEmpty() ? null : StmtCompiler.entry(otherwise),
                otherwiseCode);
    }

    private static boolean hasScopedBlock(Stmt.For loop) {
        boolean[] found = new boolean[1];
        Template.walk(List.of(loop), node -> found[0] |= node instanceof Stmt.Block block && block.scoped());
        return found[0];
    }

    private LoopFilter filter(Stmt.For node, Expr test, Frame outer, FunctionFrame runsIn) {
        // The filter is a function beside a recursive loop's, but runs in the scope of whichever calls it.
        FunctionFrame function = new FunctionFrame(runsIn);
        Frame frame = outer.function(function, false);
        SymbolVisitor visitor = new SymbolVisitor(frame.symbols());
        visitor.parameter(node.target());
        visitor.visit(test);
        ExprCode code = expressions.compile(test, frame);
        return new LoopFilter(function, StmtCompiler.entry(frame), TargetCompiler.compile(node.target(), frame), code);
    }

    /** The {@code if} of a loop. */
    private record LoopFilter(FunctionFrame function, StmtCode entry, TargetCompiler.Target target, ExprCode test) {

        PyIterator apply(Scope scope, Object iterable) {
            return new PyIterator(scope.run.budget, "generator", () -> {
                Scope inner = scope.inner(function.size());
                entry.run(inner, new StringBuilder());
                Iterator<Object> items = Iterables.iterate(scope.run.budget, iterable);
                return new Filtering(items, item -> {
                    scope.run.budget.step();
                    target.store(inner, item);
                    return Truth.of(test.eval(inner));
                });
            });
        }
    }

    /** The compiled loop. */
    private record LoopCode(
            TargetCompiler.Target target,
            int loopSlot,
            @Nullable LoopFilter filter,
            StmtCode entry,
            StmtCode body,
            @Nullable StmtCode otherwiseEntry,
            StmtCode otherwise) {

        Signal run(
                Scope scope, StringBuilder out, Object given, LoopContext.@Nullable Recursion recursion, long depth) {
            Object iterable = filter == null ? given : filter.apply(scope, given);
            Iterator<Object> items = Iterables.iterate(scope.run.budget, iterable);
            LoopContext loop = loopSlot < 0 ? null : new LoopContext(scope.run, iterable, items, recursion, depth);
            boolean completed = false;
            while (true) {
                Object item = loop != null ? loop.advance() : items.hasNext() ? items.next() : null;
                if (item == null) {
                    break;
                }
                scope.run.budget.step();
                target.store(scope, item);
                if (loop != null) {
                    scope.slots[loopSlot] = loop;
                }
                entry.run(scope, out);
                Signal signal = body.run(scope, out);
                if (signal == Signal.BREAK) {
                    break;
                }
                // As in Jinja2, only a body that ran to its end keeps the else branch from running.
                completed |= signal == Signal.NEXT;
            }
            if (completed || otherwiseEntry == null) {
                return Signal.NEXT;
            }
            otherwiseEntry.run(scope, out);
            return otherwise.run(scope, out);
        }
    }
}
