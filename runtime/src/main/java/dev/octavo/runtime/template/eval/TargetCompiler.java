package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.Types;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Targets of assignments to code. */
final class TargetCompiler {

    /** Stores a value. */
    interface Target {
        void store(Scope scope, Object value);
    }

    private TargetCompiler() {}

    static Target compile(Expr target, Frame frame) {
        return switch (target) {
            case Expr.Name name -> {
                Symbols.Ident ident = frame.symbols().ref(name.name());
                int hops = frame.function().hops(ident.function());
                yield (scope, value) -> scope.up(hops).slots[ident.slot()] = value;
            }
            case Expr.NamespaceRef ref -> {
                Symbols.Ident ident = frame.symbols().ref(ref.name());
                int hops = frame.function().hops(ident.function());
                yield (scope, value) -> ((Namespace) scope.up(hops).slots[ident.slot()]).set(ref.attribute(), value);
            }
            case Expr.TupleExpr tuple ->
                unpack(tuple.items().stream().map(t -> compile(t, frame)).toList());
            default -> throw new IllegalStateException("not assignable");
        };
    }

    /** What fails before an assignment whose namespace references do not name namespaces. */
    static StmtCode namespaceCheck(Expr target, Frame frame) {
        List<StmtCode> checks = new ArrayList<>();
        collect(target, frame, checks);
        return StmtCode.sequence(checks);
    }

    private static void collect(Expr target, Frame frame, List<StmtCode> checks) {
        if (target instanceof Expr.TupleExpr tuple) {
            tuple.items().forEach(item -> collect(item, frame, checks));
        } else if (target instanceof Expr.NamespaceRef ref) {
            Symbols.Ident ident = frame.symbols().ref(ref.name());
            int hops = frame.function().hops(ident.function());
            checks.add((scope, out) -> {
                if (!(scope.up(hops).slots[ident.slot()] instanceof Namespace)) {
                    throw EvalError.runtime("cannot assign attribute on non-namespace object");
                }
                return StmtCode.Signal.NEXT;
            });
        }
    }

    private static Target unpack(List<Target> targets) {
        return (scope, value) -> {
            if (!Iterables.isIterable(value)) {
                throw EvalError.type("cannot unpack non-iterable " + Types.name(value) + " object");
            }
            Iterator<Object> items = Iterables.iterate(scope.run.budget, value);
            List<Object> values = new ArrayList<>(targets.size());
            while (items.hasNext()) {
                if (values.size() == targets.size()) {
                    throw EvalError.value("too many values to unpack (expected " + targets.size() + ")");
                }
                values.add(items.next());
            }
            if (values.size() < targets.size()) {
                throw EvalError.value(
                        "not enough values to unpack (expected " + targets.size() + ", got " + values.size() + ")");
            }
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).store(scope, values.get(i));
            }
        };
    }
}
