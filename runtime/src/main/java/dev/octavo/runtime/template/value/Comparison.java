package dev.octavo.runtime.template.value;

import java.util.ArrayList;
import java.util.List;

/** Python's {@code ==}, {@code <} and their kin. */
public final class Comparison {

    private Comparison() {}

    public static boolean equal(Budget budget, Object left, Object right) {
        if (Types.isNumber(left) && Types.isNumber(right)) {
            budget.steps(Numbers.cost(left, right));
            return Numbers.compare(left, right) == 0;
        }
        String a = Types.text(left);
        String b = Types.text(right);
        if (a != null && b != null) {
            budget.scan(a.length() == b.length() ? a.length() : 0);
            return a.equals(b);
        }
        budget.step();
        return switch (left) {
            case PyList x when right instanceof PyList y -> equalItems(budget, x.items(), y.items());
            case Sequence x
            when right instanceof Sequence y && !(x instanceof PyList) && !(y instanceof PyList) ->
                equalItems(budget, x.items(), y.items());
            case PyDict x when right instanceof PyDict y -> equalDicts(budget, x, y);
            case DictView x when right instanceof DictView y -> equalViews(budget, x, y);
            case PyRange x when right instanceof PyRange y -> equalRanges(x, y);
            case Undefined x -> right instanceof Undefined;
            default -> identical(left, right);
        };
    }

    /** How containers compare their items: the same object, or equal. */
    public static boolean same(Budget budget, Object left, Object right) {
        return identical(left, right) || equal(budget, left, right);
    }

    @SuppressWarnings("ReferenceEquality") // Python asks for identity first
    private static boolean identical(Object left, Object right) {
        return left == right;
    }

    private static boolean equalItems(Budget budget, List<Object> left, List<Object> right) {
        if (left.size() != right.size()) {
            return false;
        }
        budget.steps(left.size());
        budget.enter(2);
        boolean result = true;
        for (int i = 0; i < left.size() && result; i++) {
            result = same(budget, left.get(i), right.get(i));
        }
        budget.leave(2);
        return result;
    }

    private static boolean equalDicts(Budget budget, PyDict left, PyDict right) {
        budget.steps(left.size());
        if (left.size() != right.size() || !left.sameKeys(right)) {
            return false;
        }
        budget.enter(2);
        boolean result = true;
        for (Object[] pair : left.pairs(right)) {
            result = result && same(budget, pair[0], pair[1]);
        }
        budget.leave(2);
        return result;
    }

    private static boolean equalViews(Budget budget, DictView left, DictView right) {
        if (left.kind() == DictView.Kind.VALUES || left.kind() != right.kind()) {
            return identical(left, right);
        }
        budget.steps(left.dict().size());
        return left.kind() == DictView.Kind.KEYS
                ? left.dict().sameKeys(right.dict())
                : equalDicts(budget, left.dict(), right.dict());
    }

    private static boolean equalRanges(PyRange left, PyRange right) {
        return left.size() == right.size()
                && (left.size() == 0 || left.start() == right.start())
                && (left.size() <= 1 || left.step() == right.step());
    }

    /** @param operator one of {@code < <= > >=} */
    public static boolean ordered(Budget budget, String operator, Object left, Object right) {
        if (left instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (right instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (Types.isNumber(left) && Types.isNumber(right)) {
            budget.steps(Numbers.cost(left, right));
            int result = Numbers.compare(left, right);
            return result != Integer.MIN_VALUE && matches(operator, result);
        }
        String a = Types.text(left);
        String b = Types.text(right);
        if (a != null && b != null) {
            budget.scan(Math.min(a.length(), b.length()));
            return matches(operator, compareText(a, b));
        }
        if (left instanceof Sequence x && right instanceof Sequence y && x instanceof PyList == y instanceof PyList) {
            return orderedItems(budget, operator, x.items(), y.items());
        }
        throw EvalError.type("'" + operator + "' not supported between instances of '" + Types.name(left) + "' and '"
                + Types.name(right) + "'");
    }

    private static boolean orderedItems(Budget budget, String operator, List<Object> left, List<Object> right) {
        budget.enter(2);
        int common = Math.min(left.size(), right.size());
        int i = 0;
        while (i < common && same(budget, left.get(i), right.get(i))) {
            i++;
        }
        budget.steps(i);
        boolean result = i < common
                ? ordered(budget, operator, left.get(i), right.get(i))
                : matches(operator, Integer.compare(left.size(), right.size()));
        budget.leave(2);
        return result;
    }

    private static boolean matches(String operator, int comparison) {
        return switch (operator) {
            case "<" -> comparison < 0;
            case "<=" -> comparison <= 0;
            case ">" -> comparison > 0;
            default -> comparison >= 0;
        };
    }

    /** By code points, not by UTF-16 units. */
    static int compareText(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xHigh = Character.isSurrogate(x);
                return xHigh == Character.isSurrogate(y) ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** A value and the key it is sorted by. */
    public record Keyed(Object key, Object value) {}

    /** A stable merge sort that needs nothing but {@code <} and tolerates orders that are none (NaN). */
    public static List<Keyed> sort(Budget budget, List<Keyed> items, boolean reverse) {
        List<Keyed> from = new ArrayList<>(items);
        List<Keyed> to = new ArrayList<>(items);
        for (int width = 1; width < items.size(); width *= 2) {
            for (int low = 0; low < items.size(); low += 2 * width) {
                merge(
                        budget,
                        from,
                        to,
                        low,
                        Math.min(low + width, items.size()),
                        Math.min(low + 2 * width, items.size()),
                        reverse);
            }
            List<Keyed> swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private static void merge(
            Budget budget, List<Keyed> from, List<Keyed> to, int low, int middle, int high, boolean reverse) {
        int i = low;
        int j = middle;
        for (int k = low; k < high; k++) {
            boolean right;
            if (i >= middle || j >= high) {
                right = i >= middle;
            } else {
                budget.step();
                Object a = from.get(i).key;
                Object b = from.get(j).key;
                right = reverse ? ordered(budget, "<", a, b) : ordered(budget, "<", b, a);
            }
            to.set(k, right ? from.get(j++) : from.get(i++));
        }
    }
}
