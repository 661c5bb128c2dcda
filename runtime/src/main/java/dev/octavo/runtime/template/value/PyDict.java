package dev.octavo.runtime.template.value;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's dict: insertion order, keys equal as Python has it ({@code 1 == 1.0 == True}). Filled by its maker, then never changed. */
public final class PyDict {

    /** A key that is not a string: {@code normal} decides equality, {@code original} is what templates see. */
    private record Key(Object normal, Object original) {
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key && normal.equals(key.normal);
        }

        @Override
        public int hashCode() {
            return normal.hashCode();
        }
    }

    private record TupleKey(List<Object> items) {}

    private final Map<Object, Object> entries;

    public PyDict() {
        this.entries = new LinkedHashMap<>();
    }

    public PyDict(int expected) {
        this.entries = LinkedHashMap.newLinkedHashMap(expected);
    }

    public int size() {
        return entries.size();
    }

    public @Nullable Object get(String key) {
        return entries.get(key);
    }

    /** @throws EvalError if the key cannot be hashed */
    public @Nullable Object get(Budget budget, Object key) {
        return entries.get(internal(budget, key));
    }

    public void put(String key, Object value) {
        entries.put(key, value);
    }

    /** @throws EvalError if the key cannot be hashed */
    public void put(Budget budget, Object key, Object value) {
        entries.put(internal(budget, key), value);
    }

    public void putAll(PyDict other) {
        entries.putAll(other.entries);
    }

    public List<Object> keys() {
        List<Object> result = new ArrayList<>(entries.size());
        for (Object key : entries.keySet()) {
            result.add(original(key));
        }
        return result;
    }

    public List<Object> values() {
        return new ArrayList<>(entries.values());
    }

    /** Pairs of key and value. */
    public List<Object> items() {
        List<Object> result = new ArrayList<>(entries.size());
        for (Map.Entry<Object, Object> entry : entries.entrySet()) {
            result.add(new PyTuple(List.of(original(entry.getKey()), entry.getValue())));
        }
        return result;
    }

    /** Whether the dicts have the same keys; values aside. */
    boolean sameKeys(PyDict other) {
        return entries.keySet().equals(other.entries.keySet());
    }

    /** The value of the entry that {@code other} holds under the same key as the i-th entry of this one, pairwise for all keys. */
    List<Object[]> pairs(PyDict other) {
        List<Object[]> result = new ArrayList<>(entries.size());
        entries.forEach((key, value) -> {
            Object theirs = other.entries.get(key);
            if (theirs != null) {
                result.add(new Object[] {value, theirs});
            }
        });
        return result;
    }

    private static Object original(Object key) {
        return key instanceof Key k ? k.original : key;
    }

    private static Object internal(Budget budget, Object key) {
        if (key instanceof String) {
            return key;
        }
        if (key instanceof Markup markup) {
            return markup.text();
        }
        return new Key(normal(budget, key), key);
    }

    /** An object whose equality is Python's equality of {@code key}. */
    public static Object normal(Budget budget, Object key) {
        budget.steps(key instanceof Sequence ? 8 : 2);
        return switch (key) {
            case Markup markup -> markup.text();
            case Boolean bool -> bool ? 1L : 0L;
            case Double number -> normal(number);
            case Undefined undefined -> Undefined.class;
            case PyList list -> throw unhashable(key);
            case PyDict dict -> throw unhashable(key);
            case DictView view when view.kind() != DictView.Kind.VALUES -> throw unhashable(key);
            case Sequence tuple -> {
                budget.enter(1);
                List<Object> items = new ArrayList<>(tuple.items().size());
                for (Object item : tuple.items()) {
                    items.add(normal(budget, item));
                }
                budget.leave(1);
                yield new TupleKey(items);
            }
            default -> key;
        };
    }

    private static Object normal(double number) {
        if (number == Math.rint(number) && !Double.isInfinite(number)) {
            if (Math.abs(number) < 9e18) {
                return (long) number;
            }
            BigInteger big = new java.math.BigDecimal(number).toBigInteger();
            return Numbers.reduce(big);
        }
        return number;
    }

    private static EvalError unhashable(Object key) {
        return EvalError.type("unhashable type: '" + Types.name(key) + "'");
    }
}
