package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Arithmetic;
import dev.octavo.runtime.template.value.Comparison;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyIterator;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.TextTests;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The tests by name. */
final class Tests {

    /** A test. */
    interface Test {
        boolean test(Run run, Object value, List<Object> positional, Map<String, Object> named);
    }

    private static final Map<String, Test> ALL = all();

    private Tests() {}

    static @Nullable Test find(String name) {
        return ALL.get(name);
    }

    private static Map<String, Test> all() {
        Map<String, Test> all = new HashMap<>();
        types(all);
        Signature one = Signature.of("test", "/other");
        all.put("divisibleby", (run, v, args, named) -> {
            Object divisor =
                    Signature.of("test_divisibleby", "num").bind(args, named).get(0);
            return isZero(run, Arithmetic.binary(run.budget, "%", v, divisor));
        });
        all.put(
                "sameas",
                (run, v, args, named) -> same(
                        v,
                        Signature.of("test_sameas", "other").bind(args, named).get(0)));
        all.put(
                "in",
                (run, v, args, named) -> Iterables.contains(
                        run.budget,
                        Signature.of("test_in", "seq").bind(args, named).get(0),
                        v));
        String[][] comparisons = {
            {"==", "==", "eq", "equalto"}, {"!=", "!=", "ne"}, {">", ">", "gt", "greaterthan"},
            {">=", ">=", "ge"}, {"<", "<", "lt", "lessthan"}, {"<=", "<=", "le"}
        };
        for (String[] names : comparisons) {
            for (int i = 1; i < names.length; i++) {
                all.put(
                        names[i],
                        (run, v, args, named) -> ExprCompiler.compare(
                                run, names[0], v, one.bind(args, named).get(0)));
            }
        }
        all.put("filter", named("filter", name -> Filters.find(name) != null));
        all.put("test", named("test", name -> find(name) != null));
        return Map.copyOf(all);
    }

    private static Test named(String test, Predicate<String> exists) {
        Signature none = Signature.of("test_" + test, "");
        return (run, v, args, named) -> {
            none.bind(args, named);
            String name = Types.text(v);
            PyDict.normal(run.budget, v);
            return name != null && exists.test(name);
        };
    }

    private static void types(Map<String, Test> all) {
        simple(all, "defined", v -> !(v instanceof Undefined));
        simple(all, "undefined", v -> v instanceof Undefined);
        simple(all, "none", v -> v == None.NONE);
        simple(all, "boolean", v -> v instanceof Boolean);
        simple(all, "true", v -> Objects.equals(v, true));
        simple(all, "false", v -> Objects.equals(v, false));
        simple(all, "integer", v -> Types.isInteger(v) && !(v instanceof Boolean));
        simple(all, "float", v -> v instanceof Double);
        simple(all, "number", Types::isNumber);
        simple(all, "string", Types::isText);
        simple(all, "mapping", v -> v instanceof PyDict);
        simple(all, "sequence", SequenceFilters::isSequence);
        simple(all, "iterable", v -> Iterables.isIterable(v) || v instanceof PyIterator);
        simple(all, "callable", v -> v instanceof Callable || v instanceof Undefined);
        simple(all, "escaped", v -> v instanceof Markup);
        withRun(all, "lower", (run, v) -> TextTests.isLower(Repr.str(run.budget, v)));
        withRun(all, "upper", (run, v) -> TextTests.isUpper(Repr.str(run.budget, v)));
        withRun(all, "odd", (run, v) -> Comparison.equal(run.budget, Arithmetic.binary(run.budget, "%", v, 2L), 1L));
        withRun(all, "even", (run, v) -> isZero(run, Arithmetic.binary(run.budget, "%", v, 2L)));
    }

    private static boolean isZero(Run run, Object value) {
        return Comparison.equal(run.budget, value, 0L);
    }

    @SuppressWarnings("ReferenceEquality") // identity is what is asked for
    private static boolean identical(Object left, Object right) {
        return left == right;
    }

    /** Python's {@code is}, as far as values have an identity: small ints and single characters exist once. */
    private static boolean same(Object left, Object right) {
        return switch (left) {
            case Boolean bool -> bool.equals(right);
            case Long number when number >= -5 && number <= 256 -> number.equals(right);
            case String text
            when text.isEmpty() || (text.length() == 1 && text.charAt(0) < 0x100) -> text.equals(right);
            default -> identical(left, right);
        };
    }

    private static void simple(Map<String, Test> all, String name, Predicate<Object> test) {
        withRun(all, name, (run, value) -> test.test(value));
    }

    /** A test without arguments. */
    private interface RunTest {
        boolean test(Run run, Object value);
    }

    private static void withRun(Map<String, Test> all, String name, RunTest test) {
        Signature none = Signature.of("test_" + name, "");
        all.put(name, (run, v, args, named) -> {
            none.bind(args, named);
            return test.test(run, v);
        });
    }
}
