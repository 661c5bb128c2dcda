package dev.octavo.runtime.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code object[key]} and slices. */
public final class Subscript {

    private Subscript() {}

    /** @throws EvalError of kind TYPE, KEY or INDEX where Python raises TypeError, KeyError or IndexError */
    public static Object item(Budget budget, Object object, Object key) {
        return switch (object) {
            case PyDict dict -> {
                Object value = dict.get(budget, key);
                if (value == null) {
                    throw new EvalError(EvalError.Kind.KEY, Repr.repr(budget, key));
                }
                yield value;
            }
            case Undefined undefined -> throw undefined.error(budget);
            case String text -> character(budget, text, key);
            case Markup markup -> new Markup(character(budget, markup.text(), key));
            case Sequence sequence ->
                sequence.items().get(index(object, key, sequence.items().size()));
            case PyRange range -> range.at(index(object, key, range.size()));
            default -> throw EvalError.type("'" + Types.name(object) + "' object is not subscriptable");
        };
    }

    private static String character(Budget budget, String text, Object key) {
        int length = Text.length(budget, text);
        int from = Text.offset(text, length, index(text, key, length));
        return text.substring(from, from + Character.charCount(text.codePointAt(from)));
    }

    private static int index(Object object, Object key, int length) {
        if (!Types.isInteger(key)) {
            String kind = object instanceof String ? "string" : Types.name(object);
            throw EvalError.type(kind + " indices must be integers or slices, not " + Types.name(key));
        }
        Object plain = Numbers.plain(key);
        long index = plain instanceof Long number ? number : Long.MAX_VALUE;
        if (index < 0) {
            index += length;
        }
        if (index < 0 || index >= length) {
            throw new EvalError(EvalError.Kind.INDEX, Types.name(object) + " index out of range");
        }
        return (int) index;
    }

    /** {@code object[start:stop:step]}; null for a part that is left out. */
    public static Object slice(
            Budget budget, Object object, @Nullable Object start, @Nullable Object stop, @Nullable Object step) {
        if (object instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        if (object instanceof PyDict) {
            throw EvalError.type("unhashable type: 'slice'");
        }
        if (!Types.isText(object) && !(object instanceof Sequence) && !(object instanceof PyRange)) {
            throw EvalError.type("'" + Types.name(object) + "' object is not subscriptable");
        }
        long by = bound(step, 1);
        if (by == 0) {
            throw EvalError.value("slice step cannot be zero");
        }
        int length = Iterables.lengthOrNone(budget, object);
        long from = clamp(bound(start, by > 0 ? 0 : Long.MAX_VALUE), length, by < 0);
        long to = stop == null || stop == None.NONE ? (by > 0 ? length : -1) : clamp(bound(stop, 0), length, by < 0);
        long span = by > 0 ? to - from : from - to;
        int count = span <= 0 ? 0 : (int) ((span - 1) / Math.abs(by) + 1);
        return object instanceof PyRange range
                ? new PyRange(range.at(from), range.at(to), by * range.step(), count)
                : cut(budget, object, length, from, by, count);
    }

    private static Object cut(Budget budget, Object object, int length, long from, long by, int count) {
        return switch (object) {
            case String text -> cutText(budget, text, length, from, by, count);
            case Markup markup -> new Markup(cutText(budget, markup.text(), length, from, by, count));
            default -> cutItems(budget, (Sequence) object, from, by, count);
        };
    }

    private static Object cutItems(Budget budget, Sequence sequence, long from, long by, int count) {
        budget.elements(count);
        List<Object> result = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            result.add(sequence.items().get((int) (from + i * by)));
        }
        return sequence instanceof PyList ? new PyList(result) : new PyTuple(result);
    }

    private static String cutText(Budget budget, String text, int length, long from, long by, int count) {
        budget.text(count);
        if (count == 0) {
            return "";
        }
        if (by == 1) {
            int start = Text.offset(text, length, from);
            return text.substring(
                    start, length == text.length() ? start + count : text.offsetByCodePoints(start, count));
        }
        int[] points = text.codePoints().toArray();
        StringBuilder out = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            out.appendCodePoint(points[(int) (from + i * by)]);
        }
        return out.toString();
    }

    private static long bound(@Nullable Object value, long missing) {
        if (value == null || value == None.NONE) {
            return missing;
        }
        if (!Types.isInteger(value)) {
            throw EvalError.type("slice indices must be integers or None or have an __index__ method");
        }
        BigInteger big = Numbers.big(value);
        // Far enough out, and safe to add to.
        long far = Integer.MAX_VALUE * 4L;
        return big.bitLength() > 33 ? (big.signum() < 0 ? -far : far) : big.longValue();
    }

    private static long clamp(long bound, int length, boolean backwards) {
        long value = bound < 0 ? bound + length : bound;
        return backwards ? Math.max(-1, Math.min(value, length - 1L)) : Math.max(0, Math.min(value, length));
    }
}
