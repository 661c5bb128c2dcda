package dev.octavo.runtime.template.value;

import org.jspecify.annotations.Nullable;

/** A value that is no plain data: a function, macro, namespace, loop ... Equal only to itself. */
public interface PyObject {

    /** The name of its Python type. */
    String typeName();

    /** How messages name an instance of its type, as {@code dict object}. */
    default String describe() {
        return typeName() + " object";
    }

    /** The attribute of this name, or null if there is none. */
    @Nullable
    Object attribute(String name);

    /** Python's repr. */
    default String repr(Budget budget) {
        return "<" + typeName() + " object>";
    }
}
