package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Arguments;
import dev.octavo.runtime.template.syntax.Expr;
import dev.octavo.runtime.template.syntax.Keyword;
import dev.octavo.runtime.template.syntax.Operand;
import dev.octavo.runtime.template.syntax.Pair;
import dev.octavo.runtime.template.syntax.Template;
import dev.octavo.runtime.template.syntax.TemplateSyntaxException;
import dev.octavo.runtime.template.value.Arithmetic;
import dev.octavo.runtime.template.value.Comparison;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.Numbers;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Subscript;
import dev.octavo.runtime.template.value.Truth;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Expressions to code. */
final class ExprCompiler {

    ExprCode compile(Expr expr, Frame frame) {
        return switch (expr) {
            case Expr.Const constant ->
                constant(constant.value() instanceof Expr.NoneLiteral ? None.NONE : constant.value());
            case Expr.Data data -> constant(data.text());
            case Expr.Name name -> name(name.name(), frame);
            case Expr.NamespaceRef ref -> throw new IllegalStateException("namespace reference outside of a target");
            case Expr.TupleExpr tuple -> tuple(all(tuple.items(), frame));
            case Expr.ListExpr list -> list(all(list.items(), frame));
            case Expr.DictExpr dict -> dict(dict, frame);
            case Expr.Conditional conditional -> conditional(conditional, frame.softened());
            case Expr.Binary binary -> binary(binary, frame);
            case Expr.Logic logic -> logic(logic, frame);
            case Expr.Not not -> {
                ExprCode operand = compile(not.operand(), frame);
                yield scope -> !Truth.of(operand.eval(scope));
            }
            case Expr.Unary unary -> {
                ExprCode operand = compile(unary.operand(), frame);
                yield scope -> Arithmetic.sign(scope.run.budget, unary.negative(), operand.eval(scope));
            }
            case Expr.Compare compare -> compare(compare, frame);
            case Expr.Concat concat -> concat(all(concat.items(), frame));
            case Expr.GetAttribute get -> {
                ExprCode object = compile(get.object(), frame);
                yield scope -> {
                    scope.run.budget.step();
                    return Members.attribute(scope.run.budget, object.eval(scope), get.name());
                };
            }
            case Expr.GetItem get -> item(get, frame);
            case Expr.Slice slice ->
                scope -> {
                    throw EvalError.type("unhashable type: 'slice'");
                };
            case Expr.Filter filter -> filter(filter, frame, compileNullable(filter.value(), frame));
            case Expr.Test test -> test(test, frame);
            case Expr.Call call -> call(call, frame, null);
        };
    }

    private @Nullable ExprCode compileNullable(@Nullable Expr expr, Frame frame) {
        return expr == null ? null : compile(expr, frame);
    }

    private List<ExprCode> all(List<Expr> items, Frame frame) {
        return items.stream().map(item -> compile(item, frame)).toList();
    }

    private static ExprCode constant(Object value) {
        return scope -> value;
    }

    /** The value of a variable; an undefined one where it has none. */
    ExprCode name(String name, Frame frame) {
        Symbols.Ident ident = frame.symbols().ref(name);
        int hops = frame.function().hops(ident.function());
        int slot = ident.slot();
        return scope -> {
            scope.run.budget.step();
            Object value = scope.up(hops).slots[slot];
            return value == Missing.MISSING ? Undefined.variable(name) : value;
        };
    }

    private static ExprCode tuple(List<ExprCode> items) {
        return scope -> new PyTuple(evalAll(items, scope));
    }

    private static ExprCode list(List<ExprCode> items) {
        return scope -> new PyList(evalAll(items, scope));
    }

    private static List<Object> evalAll(List<ExprCode> items, Scope scope) {
        scope.run.budget.steps(items.size());
        List<Object> values = new ArrayList<>(items.size());
        for (ExprCode item : items) {
            values.add(item.eval(scope));
        }
        return values;
    }

    private ExprCode dict(Expr.DictExpr dict, Frame frame) {
        List<ExprCode> keys =
                dict.pairs().stream().map(Pair::key).map(e -> compile(e, frame)).toList();
        List<ExprCode> values = dict.pairs().stream()
                .map(Pair::value)
                .map(e -> compile(e, frame))
                .toList();
        return scope -> {
            scope.run.budget.steps(keys.size());
            PyDict result = new PyDict(keys.size());
            for (int i = 0; i < keys.size(); i++) {
                Object key = keys.get(i).eval(scope);
                result.put(scope.run.budget, key, values.get(i).eval(scope));
            }
            return result;
        };
    }

    private ExprCode conditional(Expr.Conditional node, Frame frame) {
        ExprCode test = compile(node.test(), frame);
        ExprCode then = compile(node.then(), frame);
        String hint = "the inline if-expression on line " + node.line()
                + " evaluated to false and no else section was defined.";
        ExprCode otherwise =
                node.otherwise() == null ? scope -> Undefined.because(hint) : compile(node.otherwise(), frame);
        return scope -> Truth.of(test.eval(scope)) ? then.eval(scope) : otherwise.eval(scope);
    }

    private ExprCode binary(Expr.Binary node, Frame frame) {
        ExprCode left = compile(node.left(), frame);
        ExprCode right = compile(node.right(), frame);
        String operator = node.operator();
        if (operator.equals("**") && isConstant(node.left()) && !isConstant(node.right())) {
            return scope -> foldedPower(scope, left.eval(scope), right.eval(scope));
        }
        return scope -> {
            scope.run.budget.step();
            Object a = left.eval(scope);
            return Arithmetic.binary(scope.run.budget, operator, a, right.eval(scope));
        };
    }

    private static boolean isConstant(Expr expr) {
        boolean[] constant = {true};
        Template.walk(
                List.of(expr), node -> constant[0] &= !(node instanceof Expr.Name) && !(node instanceof Expr.Call));
        return constant[0];
    }

    /** Jinja2 writes a folded constant into Python code without parentheses, so that its sign binds weaker than the power. */
    private static Object foldedPower(Scope scope, Object base, Object exponent) {
        boolean negative = Types.isNumber(base) && Numbers.toDouble(base) < 0;
        Object power = Arithmetic.binary(scope.run.budget, "**", negative ? Numbers.negate(base) : base, exponent);
        return negative ? Arithmetic.sign(scope.run.budget, true, power) : power;
    }

    private ExprCode logic(Expr.Logic node, Frame frame) {
        ExprCode left = compile(node.left(), frame);
        ExprCode right = compile(node.right(), frame);
        boolean and = node.and();
        return scope -> {
            Object value = left.eval(scope);
            return Truth.of(value) == and ? right.eval(scope) : value;
        };
    }

    private ExprCode compare(Expr.Compare node, Frame frame) {
        ExprCode first = compile(node.first(), frame);
        List<ExprCode> operands = node.operands().stream()
                .map(Operand::value)
                .map(e -> compile(e, frame))
                .toList();
        List<String> operators = node.operands().stream().map(Operand::operator).toList();
        return scope -> {
            Object left = first.eval(scope);
            for (int i = 0; i < operands.size(); i++) {
                Object right = operands.get(i).eval(scope);
                if (!compare(scope.run, operators.get(i), left, right)) {
                    return false;
                }
                left = right;
            }
            return true;
        };
    }

    /** @param operator a comparison, {@code in} or {@code not in} */
    static boolean compare(Run run, String operator, Object left, Object right) {
        run.budget.step();
        return switch (operator) {
            case "==" -> Comparison.equal(run.budget, left, right);
            case "!=" -> !Comparison.equal(run.budget, left, right);
            case "in" -> Iterables.contains(run.budget, right, left);
            case "not in" -> !Iterables.contains(run.budget, right, left);
            default -> Comparison.ordered(run.budget, operator, left, right);
        };
    }

    private static ExprCode concat(List<ExprCode> items) {
        return scope -> {
            List<String> parts = new ArrayList<>(items.size());
            long length = 0;
            for (ExprCode item : items) {
                String part = Repr.str(scope.run.budget, item.eval(scope));
                parts.add(part);
                length += part.length();
            }
            scope.run.budget.text(length);
            return String.join("", parts);
        };
    }

    private ExprCode item(Expr.GetItem node, Frame frame) {
        ExprCode object = compile(node.object(), frame);
        if (node.key() instanceof Expr.Slice slice) {
            ExprCode start = compileNullable(slice.start(), frame);
            ExprCode stop = compileNullable(slice.stop(), frame);
            ExprCode step = compileNullable(slice.step(), frame);
            return scope -> Subscript.slice(
                    scope.run.budget, object.eval(scope), eval(start, scope), eval(stop, scope), eval(step, scope));
        }
        ExprCode key = compile(node.key(), frame);
        return scope -> {
            scope.run.budget.step();
            Object owner = object.eval(scope);
            return Members.item(scope.run.budget, owner, key.eval(scope));
        };
    }

    private static @Nullable Object eval(@Nullable ExprCode code, Scope scope) {
        return code == null ? null : code.eval(scope);
    }

    ArgumentsCode arguments(Arguments arguments, Frame frame) {
        Map<String, ExprCode> named = new LinkedHashMap<>();
        for (Keyword keyword : arguments.named()) {
            named.put(keyword.name(), compile(keyword.value(), frame));
        }
        return new ArgumentsCode(
                all(arguments.positional(), frame),
                named,
                compileNullable(arguments.positionalRest(), frame),
                compileNullable(arguments.namedRest(), frame));
    }

    /** @param input what is filtered; null: refused, as the text of a block is given otherwise */
    ExprCode filter(Expr.Filter node, Frame frame, @Nullable ExprCode input) {
        if (input == null) {
            throw new IllegalStateException("filter without a value");
        }
        Filters.Filter filter = Filters.find(node.name());
        if (filter == null) {
            unknown("filter", node.name(), node.line(), node.column(), frame);
        }
        ArgumentsCode arguments = arguments(node.arguments(), frame);
        return scope -> {
            scope.run.budget.step();
            if (filter == null) {
                throw EvalError.runtime("No filter named '" + node.name() + "' found.");
            }
            Object value = input.eval(scope);
            return filter.apply(scope.run, value, arguments.evalPositional(scope), arguments.evalNamed(scope));
        };
    }

    private static void unknown(String kind, String name, int line, int column, Frame frame) {
        if (!frame.soft()) {
            throw new TemplateSyntaxException("No " + kind + " named '" + name + "'.", line, column);
        }
    }

    private ExprCode test(Expr.Test node, Frame frame) {
        Tests.Test test = Tests.find(node.name());
        if (test == null) {
            unknown("test", node.name(), node.line(), node.column(), frame);
        }
        ExprCode value = compile(node.value(), frame);
        ArgumentsCode arguments = arguments(node.arguments(), frame);
        return scope -> {
            scope.run.budget.step();
            if (test == null) {
                throw EvalError.runtime("No test named '" + node.name() + "' found.");
            }
            Object tested = value.eval(scope);
            return test.test(scope.run, tested, arguments.evalPositional(scope), arguments.evalNamed(scope));
        };
    }

    /** @param caller the body of a call block, passed on as {@code caller} */
    ExprCode call(Expr.Call node, Frame frame, @Nullable ExprCode caller) {
        ExprCode function = compile(node.function(), frame);
        ArgumentsCode arguments = arguments(node.arguments(), frame);
        return scope -> {
            scope.run.budget.step();
            Object callee = function.eval(scope);
            List<Object> positional = arguments.evalPositional(scope);
            Map<String, Object> named = arguments.evalNamed(scope);
            if (caller != null) {
                named = new LinkedHashMap<>(named);
                named.put("caller", caller.eval(scope));
            }
            return call(scope.run, callee, positional, named);
        };
    }

    static Object call(Run run, Object callee, List<Object> positional, Map<String, Object> named) {
        if (callee instanceof Callable callable) {
            return callable.call(run, positional, named);
        }
        if (callee instanceof Undefined undefined) {
            throw undefined.error(run.budget);
        }
        throw EvalError.type("'" + Types.name(callee) + "' object is not callable");
    }
}
