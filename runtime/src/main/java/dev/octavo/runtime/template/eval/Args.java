package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.Truth;
import org.jspecify.annotations.Nullable;

/** Arguments in the order of a {@link Signature}; null where one was left out. */
final class Args {

    private final @Nullable Object[] values;

    Args(@Nullable Object[] values) {
        this.values = values;
    }

    boolean has(int i) {
        return values[i] != null;
    }

    Object get(int i) {
        return or(i, None.NONE);
    }

    Object or(int i, Object missing) {
        Object value = values[i];
        return value == null ? missing : value;
    }

    boolean truth(int i) {
        Object value = values[i];
        return value != null && Truth.of(value);
    }

    boolean isNone(int i) {
        return get(i) == None.NONE;
    }
}
