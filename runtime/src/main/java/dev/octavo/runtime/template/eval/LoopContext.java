package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Comparison;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Undefined;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop}. Looks ahead at most one item, and only when asked. */
final class LoopContext implements Callable, Iterables.Iterated {

    /** Renders a recursive loop over other items. */
    interface Recursion {
        Object render(Run run, Object iterable, long depth);
    }

    private final Run run;
    private final Object iterable;
    private Iterator<Object> iterator;
    private final @Nullable Recursion recursion;
    private final long depth0;
    private long index0 = -1;
    private long length = -1;
    private @Nullable Object after;
    private @Nullable Object current;
    private @Nullable Object before;
    private @Nullable Object lastChanged;

    LoopContext(Run run, Object iterable, Iterator<Object> iterator, @Nullable Recursion recursion, long depth0) {
        this.run = run;
        this.iterable = iterable;
        this.iterator = iterator;
        this.recursion = recursion;
        this.depth0 = depth0;
    }

    /** Moves on to the next item, or returns null at the end. */
    @Nullable
    Object advance() {
        Object item = peek();
        if (item == null) {
            return null;
        }
        after = null;
        index0++;
        before = current;
        current = item;
        return item;
    }

    private @Nullable Object peek() {
        if (after == null && iterator.hasNext()) {
            after = iterator.next();
        }
        return after;
    }

    private long length() {
        if (length < 0) {
            length = Iterables.lengthOrNone(run.budget, iterable);
        }
        if (length < 0) {
            List<Object> rest = new ArrayList<>();
            while (iterator.hasNext()) {
                rest.add(iterator.next());
                run.budget.elements(1);
                run.budget.length(rest.size());
            }
            iterator = rest.iterator();
            length = rest.size() + index0 + 1 + (after == null ? 0 : 1);
        }
        return length;
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "index" -> index0 + 1;
            case "index0" -> index0;
            case "first" -> index0 == 0;
            case "last" -> peek() == null;
            case "length" -> length();
            case "revindex" -> length() - index0;
            case "revindex0" -> length() - index0 - 1;
            case "depth" -> depth0 + 1;
            case "depth0" -> depth0;
            case "previtem" -> index0 == 0 || before == null ? Undefined.because("there is no previous item") : before;
            case "nextitem" -> {
                Object next = peek();
                yield next == null ? Undefined.because("there is no next item") : next;
            }
            case "cycle" -> Builtin.method(name, (r, args, named) -> cycle(args));
            case "changed" -> Builtin.method(name, (r, args, named) -> changed(new PyTuple(List.copyOf(args))));
            default -> null;
        };
    }

    private Object cycle(List<Object> items) {
        if (items.isEmpty()) {
            throw EvalError.type("no items for cycling given");
        }
        return items.get((int) (index0 % items.size()));
    }

    private Object changed(PyTuple value) {
        if (lastChanged != null && Comparison.equal(run.budget, lastChanged, value)) {
            return false;
        }
        lastChanged = value;
        return true;
    }

    @Override
    public Object call(Run caller, List<Object> positional, Map<String, Object> named) {
        if (recursion == null) {
            throw EvalError.type("The loop must have the 'recursive' marker to be called recursively.");
        }
        if (positional.size() != 1 || !named.isEmpty()) {
            throw EvalError.type("loop() takes exactly one argument");
        }
        return recursion.render(caller, positional.getFirst(), depth0 + 1);
    }

    @Override
    public Iterator<Object> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return peek() != null;
            }

            @Override
            public Object next() {
                Object item = advance();
                if (item == null) {
                    throw new java.util.NoSuchElementException();
                }
                return PyTuple.of(item, LoopContext.this);
            }
        };
    }

    @Override
    public int lengthOrNone() {
        return (int) length();
    }

    @Override
    public String typeName() {
        return "LoopContext";
    }

    @Override
    public String describe() {
        return "jinja2.runtime.LoopContext object";
    }

    @Override
    public String repr(dev.octavo.runtime.template.value.Budget budget) {
        return "<LoopContext " + (index0 + 1) + "/" + length() + ">";
    }
}
