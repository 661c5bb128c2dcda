package dev.octavo.runtime.template.value;

import java.util.ArrayList;
import java.util.List;

/** Python's binary and unary operators over all values. */
public final class Arithmetic {

    private Arithmetic() {}

    /** @param operator one of {@code + - * / // % **} */
    public static Object binary(Budget budget, String operator, Object left, Object right) {
        if (left instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (operator.equals("%") && Types.isText(left)) {
            return format(budget, left, right);
        }
        if (right instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (Types.isNumber(left) && Types.isNumber(right)) {
            budget.steps(Numbers.cost(left, right) + (operator.equals("**") ? 200 : 0));
            return numbers(operator, left, right);
        }
        return switch (operator) {
            case "+" -> add(budget, left, right);
            case "*" -> multiply(budget, left, right);
            default -> throw unsupported(operator.equals("**") ? "** or pow()" : operator, left, right);
        };
    }

    private static Object numbers(String operator, Object left, Object right) {
        return switch (operator) {
            case "+" -> Numbers.add(left, right);
            case "-" -> Numbers.subtract(left, right);
            case "*" -> Numbers.multiply(left, right);
            case "/" -> Numbers.divide(left, right);
            case "//" -> Numbers.floorDivide(left, right);
            case "%" -> Numbers.modulo(left, right);
            default -> Numbers.power(left, right);
        };
    }

    private static Object add(Budget budget, Object left, Object right) {
        String a = Types.text(left);
        String b = Types.text(right);
        if (a != null && b != null) {
            if (left instanceof Markup || right instanceof Markup) {
                String x = Markup.of(budget, left);
                String y = Markup.of(budget, right);
                budget.text((long) x.length() + y.length());
                return new Markup(x + y);
            }
            budget.text((long) a.length() + b.length());
            return a + b;
        }
        if (left instanceof PyList x && right instanceof PyList y) {
            return new PyList(concat(budget, x, y));
        }
        if (left instanceof Sequence x
                && right instanceof Sequence y
                && !(x instanceof PyList)
                && !(y instanceof PyList)) {
            return new PyTuple(concat(budget, x, y));
        }
        if (left instanceof String || left instanceof Sequence) {
            String kind = Types.name(left);
            throw EvalError.type("can only concatenate " + kind + " (not \"" + Types.name(right) + "\") to " + kind);
        }
        throw unsupported("+", left, right);
    }

    private static List<Object> concat(Budget budget, Sequence left, Sequence right) {
        budget.elements((long) left.items().size() + right.items().size());
        List<Object> result =
                new ArrayList<>(left.items().size() + right.items().size());
        result.addAll(left.items());
        result.addAll(right.items());
        return result;
    }

    private static Object multiply(Budget budget, Object left, Object right) {
        if (Types.isInteger(left) && !Types.isInteger(right)) {
            return repeat(budget, right, left, left, right);
        }
        return repeat(budget, left, right, left, right);
    }

    private static Object repeat(Budget budget, Object value, Object times, Object left, Object right) {
        boolean repeatable = Types.isText(value) || value instanceof Sequence;
        if (!repeatable) {
            throw unsupported("*", left, right);
        }
        if (!Types.isInteger(times)) {
            throw EvalError.type("can't multiply sequence by non-int of type '" + Types.name(times) + "'");
        }
        if (Numbers.big(times).bitLength() > 63) {
            throw new EvalError(EvalError.Kind.OVERFLOW, "cannot fit 'int' into an index-sized integer");
        }
        long count = Numbers.big(times).bitLength() > 40
                ? 1L << 40
                : Numbers.big(times).longValue();
        if (Numbers.big(times).signum() <= 0) {
            count = 0;
        }
        return switch (value) {
            case String text -> Text.repeat(budget, text, count);
            case Markup markup -> new Markup(Text.repeat(budget, markup.text(), count));
            default -> repeatItems(budget, (Sequence) value, count);
        };
    }

    private static Object repeatItems(Budget budget, Sequence sequence, long times) {
        List<Object> items = sequence.items();
        long count = items.isEmpty() ? 0 : times;
        budget.elements(items.size() * count);
        List<Object> result = new ArrayList<>((int) (items.size() * count));
        for (long i = 0; i < count; i++) {
            result.addAll(items);
        }
        return sequence instanceof PyList ? new PyList(result) : new PyTuple(result);
    }

    private static Object format(Budget budget, Object left, Object right) {
        return left instanceof Markup markup
                ? new Markup(PercentFormat.format(budget, markup.text(), right, true))
                : PercentFormat.format(budget, (String) left, right, false);
    }

    public static Object sign(Budget budget, boolean negative, Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (!Types.isNumber(value)) {
            throw EvalError.type(
                    "bad operand type for unary " + (negative ? "-" : "+") + ": '" + Types.name(value) + "'");
        }
        return negative ? Numbers.negate(value) : Numbers.plain(value);
    }

    private static EvalError unsupported(String operator, Object left, Object right) {
        return EvalError.type("unsupported operand type(s) for " + operator + ": '" + Types.name(left) + "' and '"
                + Types.name(right) + "'");
    }
}
