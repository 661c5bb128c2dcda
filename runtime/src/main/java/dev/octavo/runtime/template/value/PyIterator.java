package dev.octavo.runtime.template.value;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A generator or iterator: lazy, and empty once it has been walked through. */
public final class PyIterator implements Iterator<Object> {

    /** Java frames that one step through a chain of generators may take, in levels of depth. */
    private static final int LEVELS = 4;

    private final Budget budget;
    private final String typeName;
    private final Supplier<Iterator<Object>> source;
    private @Nullable Iterator<Object> running;
    private boolean done;

    /** @param source called at the first step, as a generator's body runs only then */
    public PyIterator(Budget budget, String typeName, Supplier<Iterator<Object>> source) {
        this.budget = budget;
        this.typeName = typeName;
        this.source = source;
    }

    public String typeName() {
        return typeName;
    }

    @Override
    public boolean hasNext() {
        if (done) {
            return false;
        }
        budget.step();
        budget.enter(LEVELS);
        Iterator<Object> iterator = running;
        if (iterator == null) {
            iterator = source.get();
            running = iterator;
        }
        boolean more = iterator.hasNext();
        budget.leave(LEVELS);
        done = !more;
        return more;
    }

    @Override
    public Object next() {
        Iterator<Object> iterator = running;
        if (done || (iterator == null && !hasNext())) {
            throw new NoSuchElementException();
        }
        budget.enter(LEVELS);
        Object value = java.util.Objects.requireNonNull(running).next();
        budget.leave(LEVELS);
        return value;
    }
}
