package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.eval.StmtCode.Signal;
import dev.octavo.runtime.template.eval.Symbols.Load;
import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.syntax.Node;
import dev.octavo.runtime.template.syntax.Parameter;
import dev.octavo.runtime.template.syntax.Stmt;
import dev.octavo.runtime.template.syntax.Template;
import dev.octavo.runtime.template.syntax.TemplateSyntaxException;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Truth;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Statements to code. */
final class StmtCompiler {

    private static final int MAX_SCOPED_NAMES = 100_000;

    private final ExprCompiler expressions = new ExprCompiler();
    private final LoopCompiler loops = new LoopCompiler(this, expressions);
    private final Map<String, BlockCode> blocks = new HashMap<>();
    private final boolean hasBlocks;
    private long scopedNames;

    StmtCompiler(boolean hasBlocks) {
        this.hasBlocks = hasBlocks;
    }

    Map<String, BlockCode> blocks() {
        return blocks;
    }

    StmtCode compileAll(List<? extends Stmt> statements, Frame frame) {
        return StmtCode.sequence(
                statements.stream().map(statement -> compile(statement, frame)).toList());
    }

    private StmtCode compile(Stmt statement, Frame frame) {
        return switch (statement) {
            case Stmt.Output output -> output(output, frame);
            case Stmt.For loop -> loops.compile(loop, frame);
            case Stmt.If conditional -> conditional(conditional, frame.softened());
            case Stmt.Macro macro -> macro(macro, frame);
            case Stmt.CallBlock call -> {
                MacroCode body = macroCode(null, call.parameters(), call.body(), frame);
                ExprCode code = expressions.call(call.call(), frame, scope -> new Macro(body, scope));
                yield (scope, out) -> print(scope, out, code.eval(scope));
            }
            case Stmt.Generation generation -> {
                MacroCode body = macroCode(null, List.of(), generation.body(), frame);
                yield (scope, out) -> print(scope, out, new Macro(body, scope).call(scope.run, List.of(), Map.of()));
            }
            case Stmt.FilterBlock filter -> filterBlock(filter, frame);
            case Stmt.With with -> with(with, frame);
            case Stmt.Assign assign -> assign(assign, frame);
            case Stmt.AssignBlock assign -> assignBlock(assign, frame);
            case Stmt.Block block -> block(block, frame);
            case Stmt.Autoescape scope -> autoescape(scope, frame);
            case Stmt.Break node -> jump(frame, "break", Signal.BREAK, node.line(), node.column());
            case Stmt.Continue node -> jump(frame, "continue", Signal.CONTINUE, node.line(), node.column());
            case Stmt.OtherTemplate other ->
                (scope, out) -> {
                    throw EvalError.type(
                            "'" + other.tag() + "' needs another template, and a chat template stands alone");
                };
        };
    }

    private static StmtCode jump(Frame frame, String tag, Signal signal, int line, int column) {
        if (!frame.loop()) {
            throw new TemplateSyntaxException("'" + tag + "' outside loop", line, column);
        }
        return (scope, out) -> signal;
    }

    static Signal print(Scope scope, StringBuilder out, Object value) {
        String text = Repr.str(scope.run.budget, value);
        scope.run.budget.output((long) out.length() + text.length());
        out.append(text);
        return Signal.NEXT;
    }

    private StmtCode output(Stmt.Output output, Frame frame) {
        List<StmtCode> codes = new ArrayList<>();
        for (Expr item : output.items()) {
            ExprCode code = expressions.compile(item, frame);
            codes.add((scope, out) -> print(scope, out, code.eval(scope)));
        }
        return StmtCode.sequence(codes);
    }

    private StmtCode conditional(Stmt.If node, Frame frame) {
        ExprCode test = expressions.compile(node.test(), frame);
        StmtCode body = compileAll(node.body(), frame);
        StmtCode otherwise = compileAll(node.otherwise(), frame);
        List<ExprCode> tests = node.elifs().stream()
                .map(e -> expressions.compile(e.test(), frame))
                .toList();
        List<StmtCode> bodies =
                node.elifs().stream().map(e -> compileAll(e.body(), frame)).toList();
        return (scope, out) -> {
            scope.run.budget.step();
            if (Truth.of(test.eval(scope))) {
                return body.run(scope, out);
            }
            for (int i = 0; i < tests.size(); i++) {
                if (Truth.of(tests.get(i).eval(scope))) {
                    return bodies.get(i).run(scope, out);
                }
            }
            return otherwise.run(scope, out);
        };
    }

    /** What sets a scope's variables when it is entered. */
    static StmtCode entry(Frame frame) {
        List<StmtCode> codes = new ArrayList<>();
        frame.symbols().loads().forEach((ident, load) -> {
            int slot = ident.slot();
            switch (load) {
                case Load.Argument argument -> {}
                case Load.Nothing nothing -> codes.add((scope, out) -> set(scope, slot, Missing.MISSING));
                case Load.Resolve resolve ->
                    codes.add((scope, out) -> set(scope, slot, scope.context.resolve(resolve.name())));
                case Load.Alias alias -> {
                    int hops = frame.function().hops(alias.outer().function());
                    codes.add((scope, out) ->
                            set(scope, slot, scope.up(hops).slots[alias.outer().slot()]));
                }
            }
        });
        StmtCode all = StmtCode.sequence(codes);
        int cost = codes.size() / 4;
        return (scope, out) -> {
            scope.run.budget.steps(cost);
            return all.run(scope, out);
        };
    }

    private static Signal set(Scope scope, int slot, Object value) {
        scope.slots[slot] = value;
        return Signal.NEXT;
    }

    private StmtCode macro(Stmt.Macro node, Frame frame) {
        MacroCode code = macroCode(node.name(), node.parameters(), node.body(), frame);
        Symbols.Ident ident = frame.symbols().ref(node.name());
        int hops = frame.function().hops(ident.function());
        boolean export = frame.toplevel() && hasBlocks;
        return (scope, out) -> {
            Macro macro = new Macro(code, scope);
            scope.up(hops).slots[ident.slot()] = macro;
            if (export) {
                scope.context.set(node.name(), macro);
            }
            return Signal.NEXT;
        };
    }

    private MacroCode macroCode(@Nullable String name, List<Parameter> parameters, List<Stmt> body, Frame outer) {
        FunctionFrame function = new FunctionFrame(outer.function());
        Frame frame = outer.function(function, false);
        SymbolVisitor visitor = new SymbolVisitor(frame.symbols());
        visitor.parameters(parameters);
        visitor.visitAll(body);
        List<Integer> slots = new ArrayList<>();
        List<String> names = parameters.stream().map(Parameter::name).toList();
        names.forEach(n -> slots.add(frame.symbols().ref(n).slot()));
        Set<String> special = Undeclared.find(body, Set.of("caller", "kwargs", "varargs"));
        refuseCallerWithoutDefault(special, parameters);
        boolean caller = special.contains("caller") && !names.contains("caller");
        boolean kwargs = special.contains("kwargs") && !names.contains("kwargs");
        boolean varargs = special.contains("varargs") && !names.contains("varargs");
        for (String extra : List.of("caller", "kwargs", "varargs")) {
            if (special.contains(extra) && !names.contains(extra)) {
                slots.add(frame.symbols().declareParameter(extra).slot());
            }
        }
        List<@Nullable ExprCode> defaults = new ArrayList<>();
        for (Parameter parameter : parameters) {
            defaults.add(
                    parameter.defaultValue() == null ? null : expressions.compile(parameter.defaultValue(), frame));
        }
        StmtCode code = compileAll(body, frame);
        return new MacroCode(
                name,
                names,
                defaults,
                new MacroCode.Specials(caller, kwargs, varargs),
                slots.stream().mapToInt(i -> i).toArray(),
                function,
                entry(frame),
                code,
                2 + Template.depth(body));
    }

    private static void refuseCallerWithoutDefault(Set<String> special, List<Parameter> parameters) {
        for (Parameter parameter : parameters) {
            if (special.contains("caller") && parameter.name().equals("caller") && parameter.defaultValue() == null) {
                throw new TemplateSyntaxException(
                        "When defining macros or call blocks the special \"caller\" argument must be omitted or be given a"
                                + " default.",
                        1,
                        1);
            }
        }
    }

    private StmtCode filterBlock(Stmt.FilterBlock node, Frame outer) {
        Frame frame = outer.inner();
        SymbolVisitor visitor = new SymbolVisitor(frame.symbols());
        visitor.visit(node.filter());
        visitor.visitAll(node.body());
        StmtCode body = compileAll(node.body(), frame);
        Captured captured = new Captured(frame);
        ExprCode filter = filterChain(node.filter(), frame, captured.read());
        StmtCode entry = entry(frame);
        return (scope, out) -> {
            entry.run(scope, out);
            Signal signal = captured.run(body, scope);
            return signal == Signal.NEXT ? print(scope, out, filter.eval(scope)) : signal;
        };
    }

    /** The filters over a captured text, the innermost of which has no value in the tree. */
    private ExprCode filterChain(Expr.Filter filter, Frame frame, ExprCode text) {
        ExprCode input = filter.value() instanceof Expr.Filter inner ? filterChain(inner, frame, text) : text;
        return expressions.filter(filter, frame, input);
    }

    /** A text that a block wrote, kept in a variable without a name. */
    private static final class Captured {
        private final int slot;

        Captured(Frame frame) {
            slot = frame.symbols().declareParameter(" captured").slot();
        }

        Signal run(StmtCode body, Scope scope) {
            StringBuilder text = new StringBuilder();
            Signal signal = body.run(scope, text);
            scope.run.budget.text(text.length());
            scope.slots[slot] = text.toString();
            return signal;
        }

        ExprCode read() {
            return scope -> scope.slots[slot];
        }
    }

    private StmtCode with(Stmt.With node, Frame outer) {
        Frame frame = outer.inner();
        SymbolVisitor visitor = new SymbolVisitor(frame.symbols());
        node.targets().forEach(visitor::parameter);
        visitor.visitAll(node.body());
        List<ExprCode> values =
                node.values().stream().map(v -> expressions.compile(v, outer)).toList();
        List<TargetCompiler.Target> targets = node.targets().stream()
                .map(t -> TargetCompiler.compile(t, frame))
                .toList();
        StmtCode body = compileAll(node.body(), frame);
        StmtCode entry = entry(frame);
        return (scope, out) -> {
            entry.run(scope, out);
            for (int i = 0; i < targets.size(); i++) {
                targets.get(i).store(scope, values.get(i).eval(scope));
            }
            return body.run(scope, out);
        };
    }

    private StmtCode assign(Stmt.Assign node, Frame frame) {
        StmtCode check = TargetCompiler.namespaceCheck(node.target(), frame);
        ExprCode value = expressions.compile(node.value(), frame);
        TargetCompiler.Target target = TargetCompiler.compile(node.target(), frame);
        StmtCode export = export(node.target(), frame);
        return (scope, out) -> {
            scope.run.budget.step();
            check.run(scope, out);
            target.store(scope, value.eval(scope));
            return export.run(scope, out);
        };
    }

    private StmtCode assignBlock(Stmt.AssignBlock node, Frame outer) {
        Frame frame = outer.inner();
        new SymbolVisitor(frame.symbols()).visitAll(node.body());
        StmtCode body = compileAll(node.body(), frame);
        Captured captured = new Captured(frame);
        ExprCode value = node.filter() == null ? captured.read() : filterChain(node.filter(), frame, captured.read());
        StmtCode check = TargetCompiler.namespaceCheck(node.target(), outer);
        TargetCompiler.Target target = TargetCompiler.compile(node.target(), outer);
        StmtCode export = export(node.target(), outer);
        StmtCode entry = entry(frame);
        return (scope, out) -> {
            check.run(scope, out);
            entry.run(scope, out);
            Signal signal = captured.run(body, scope);
            if (signal != Signal.NEXT) {
                return signal;
            }
            target.store(scope, value.eval(scope));
            return export.run(scope, out);
        };
    }

    /** What makes assignments at the top level visible to blocks. */
    private StmtCode export(Expr target, Frame frame) {
        List<StmtCode> codes = new ArrayList<>();
        if (frame.toplevel() && hasBlocks) {
            Template.walk(List.of(target), node -> {
                if (node instanceof Expr.Name name) {
                    Symbols.Ident ident = frame.symbols().ref(name.name());
                    codes.add((scope, out) -> {
                        scope.context.set(name.name(), scope.slots[ident.slot()]);
                        return Signal.NEXT;
                    });
                }
            });
        }
        return StmtCode.sequence(codes);
    }

    private StmtCode autoescape(Stmt.Autoescape node, Frame outer) {
        Frame frame = outer.inner();
        SymbolVisitor visitor = new SymbolVisitor(frame.symbols());
        visitor.visit(node.enabled());
        visitor.visitAll(node.body());
        ExprCode enabled = expressions.compile(node.enabled(), frame);
        StmtCode body = compileAll(node.body(), frame);
        StmtCode entry = entry(frame);
        return (scope, out) -> {
            entry.run(scope, out);
            if (Truth.of(enabled.eval(scope))) {
                throw EvalError.runtime("autoescaping is not supported in chat templates");
            }
            return body.run(scope, out);
        };
    }

    private StmtCode block(Stmt.Block node, Frame frame) {
        FunctionFrame function = new FunctionFrame(null);
        Symbols symbols = new Symbols(null, function);
        Frame inner = new Frame(symbols, false, false, false);
        Set<String> special = Undeclared.find(node.body(), Set.of("self", "super"));
        int self = special.contains("self") ? symbols.declareParameter("self").slot() : -1;
        int parent =
                special.contains("super") ? symbols.declareParameter("super").slot() : -1;
        new SymbolVisitor(symbols).visitAll(node.body());
        StmtCode body = compileAll(node.body(), inner);
        StmtCode whole = StmtCode.sequence(List.of(entry(inner), body));
        List<Node> content = List.copyOf(node.body());
        BlockCode code = new BlockCode(node.name(), function, self, parent, whole, 2 + Template.depth(content));
        blocks.put(node.name(), code);
        Map<String, Symbols.Ident> locals = node.scoped() ? frame.symbols().stored() : Map.of();
        scopedNames += locals.size();
        if (scopedNames > MAX_SCOPED_NAMES) {
            throw new TemplateSyntaxException("scoped blocks see more than " + MAX_SCOPED_NAMES + " variables", 1, 1);
        }
        FunctionFrame at = frame.function();
        return (scope, out) -> {
            if (node.required()) {
                throw EvalError.runtime("Required block '" + node.name() + "' not found");
            }
            code.run(
                    scope.run,
                    node.scoped() ? scope.context.derived(scope.run.budget, values(scope, at, locals)) : scope.context,
                    out);
            scope.run.budget.output(out.length());
            return Signal.NEXT;
        };
    }

    private static Map<String, Object> values(Scope scope, FunctionFrame at, Map<String, Symbols.Ident> locals) {
        scope.run.budget.steps(locals.size());
        Map<String, Object> values = new HashMap<>();
        locals.forEach((name, ident) -> {
            Object value = scope.up(at.hops(ident.function())).slots[ident.slot()];
            if (value != Missing.MISSING) {
                values.put(name, value);
            }
        });
        return values;
    }
}
