package dev.octavo.runtime.template.value;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Python's {@code iter}, {@code len}, {@code in} and {@code list}. */
public final class Iterables {

    private Iterables() {}

    /** A value that is iterated by itself, as a loop. */
    public interface Iterated {
        Iterator<Object> iterator();

        /** The length, or -1 if there is none. */
        int lengthOrNone();
    }

    public static boolean isIterable(Object value) {
        return switch (value) {
            case String s -> true;
            case Markup m -> true;
            case Sequence s -> true;
            case PyDict d -> true;
            case DictView v -> true;
            case PyRange r -> true;
            case PyIterator i -> true;
            case Undefined u -> true;
            default -> value instanceof Iterated;
        };
    }

    /** @throws EvalError if the value is not iterable */
    public static Iterator<Object> iterate(Budget budget, Object value) {
        return switch (value) {
            case String text -> characters(budget, text);
            case Markup markup -> characters(budget, markup.text());
            case Sequence sequence -> sequence.items().iterator();
            case PyDict dict -> {
                budget.steps(dict.size());
                yield dict.keys().iterator();
            }
            case DictView view -> {
                budget.steps(view.dict().size());
                yield view.list().iterator();
            }
            case PyRange range -> range.iterator();
            case PyIterator iterator -> iterator;
            case Undefined undefined -> Collections.emptyIterator();
            case Iterated iterated -> iterated.iterator();
            default -> throw EvalError.type("'" + Types.name(value) + "' object is not iterable");
        };
    }

    private static Iterator<Object> characters(Budget budget, String text) {
        budget.scan(text.length());
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < text.length();
            }

            @Override
            public Object next() {
                int end = at + Character.charCount(text.codePointAt(at));
                String character = text.substring(at, end);
                at = end;
                return character;
            }
        };
    }

    /** All items; pays for each. */
    public static List<Object> list(Budget budget, Object value) {
        if (value instanceof Sequence sequence) {
            budget.steps(1);
            return sequence.items();
        }
        List<Object> result = new ArrayList<>();
        Iterator<Object> items = iterate(budget, value);
        while (items.hasNext()) {
            result.add(items.next());
            budget.elements(1);
            budget.length(result.size());
        }
        return result;
    }

    /** The length, or -1 if the value has none. */
    public static int lengthOrNone(Budget budget, Object value) {
        return switch (value) {
            case String text -> Text.length(budget, text);
            case Markup markup -> Text.length(budget, markup.text());
            case Sequence sequence -> sequence.items().size();
            case PyDict dict -> dict.size();
            case DictView view -> view.dict().size();
            case PyRange range -> range.size();
            case Undefined undefined -> 0;
            case Iterated iterated -> iterated.lengthOrNone();
            default -> -1;
        };
    }

    public static long length(Budget budget, Object value) {
        int length = lengthOrNone(budget, value);
        if (length < 0) {
            throw EvalError.type("object of type '" + Types.name(value) + "' has no len()");
        }
        return length;
    }

    /** {@code item in container}. */
    public static boolean contains(Budget budget, Object container, Object item) {
        String text = Types.text(container);
        if (text != null) {
            String part = Types.text(item);
            if (part == null) {
                if (item instanceof Undefined) {
                    throw EvalError.type("'in <string>' requires string as left operand, not Undefined");
                }
                throw EvalError.type("'in <string>' requires string as left operand, not " + Types.name(item));
            }
            return Search.indexOf(budget, text, part, 0) >= 0;
        }
        @Nullable
        PyDict keys = container instanceof PyDict dict
                ? dict
                : container instanceof DictView view && view.kind() == DictView.Kind.KEYS ? view.dict() : null;
        if (keys != null) {
            budget.step();
            return keys.get(budget, item) != null;
        }
        if (container instanceof PyRange range && item instanceof Long number) {
            return range.contains(number);
        }
        if (!isIterable(container)) {
            throw EvalError.type("argument of type '" + Types.name(container) + "' is not iterable");
        }
        Iterator<Object> items = iterate(budget, container);
        while (items.hasNext()) {
            budget.step();
            if (Comparison.same(budget, items.next(), item)) {
                return true;
            }
        }
        return false;
    }
}
