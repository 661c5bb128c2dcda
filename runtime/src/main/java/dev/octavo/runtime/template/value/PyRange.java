package dev.octavo.runtime.template.value;

import java.util.Iterator;
import java.util.NoSuchElementException;

/** Python's range, of at most a hundred thousand items. */
public record PyRange(long start, long stop, long step, int size) {

    /** Jinja2's sandbox refuses longer ones. */
    private static final long MAX = 100_000;

    public static PyRange of(long start, long stop, long step) {
        if (step == 0) {
            throw EvalError.value("range() arg 3 must not be zero");
        }
        Object span = Numbers.subtract(stop, start);
        Object length = Numbers.floorDivide(Numbers.add(span, step > 0 ? step - 1 : step + 1), step);
        if (!(length instanceof Long count) || count > MAX) {
            throw new EvalError(
                    EvalError.Kind.OVERFLOW,
                    "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).");
        }
        return new PyRange(start, stop, step, (int) Math.max(0, count));
    }

    public long at(long index) {
        return start + index * step;
    }

    public boolean contains(long value) {
        long offset = value - start;
        return size > 0 && offset % step == 0 && offset / step >= 0 && offset / step < size;
    }

    Iterator<Object> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Object next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                return at(next++);
            }
        };
    }
}
