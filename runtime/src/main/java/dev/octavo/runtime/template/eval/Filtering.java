package dev.octavo.runtime.template.eval;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The items that pass a test, found one by one. */
final class Filtering implements Iterator<Object> {

    private final Iterator<Object> items;
    private final Predicate<Object> test;
    private @Nullable Object next;

    Filtering(Iterator<Object> items, Predicate<Object> test) {
        this.items = items;
        this.test = test;
    }

    @Override
    public boolean hasNext() {
        while (next == null && items.hasNext()) {
            Object item = items.next();
            if (test.test(item)) {
                next = item;
            }
        }
        return next != null;
    }

    @Override
    public Object next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        Object item = java.util.Objects.requireNonNull(next);
        next = null;
        return item;
    }
}
