package dev.octavo.runtime.template.value;

import org.jspecify.annotations.Nullable;

/** A variable, attribute or item that does not exist: empty text, false, no items; anything else done with it fails. */
public final class Undefined {

    private final @Nullable String hint;
    private final @Nullable Object object;
    private final Object name;
    private final EvalError.Kind kind;

    private Undefined(@Nullable String hint, @Nullable Object object, Object name, EvalError.Kind kind) {
        this.hint = hint;
        this.object = object;
        this.name = name;
        this.kind = kind;
    }

    public static Undefined variable(String name) {
        return new Undefined(null, null, name, EvalError.Kind.UNDEFINED);
    }

    public static Undefined because(String hint) {
        return new Undefined(hint, null, "", EvalError.Kind.UNDEFINED);
    }

    /** The missing attribute or item {@code name} of {@code object}. */
    public static Undefined member(Object object, Object name) {
        return new Undefined(null, object, name, EvalError.Kind.UNDEFINED);
    }

    /** An attribute that the sandbox refuses. */
    public static Undefined unsafe(Object object, String name) {
        String message = "access to attribute '" + name + "' of '" + Types.name(object) + "' object is unsafe.";
        return new Undefined(message, object, name, EvalError.Kind.SECURITY);
    }

    /** The error that using this value raises. */
    public EvalError error(Budget budget) {
        if (hint != null) {
            return new EvalError(kind, hint);
        }
        String shown = Repr.repr(budget, name);
        if (object == null) {
            return new EvalError(kind, shown + " is undefined");
        }
        String owner = Types.describe(object);
        return new EvalError(
                kind,
                name instanceof String || name instanceof Markup
                        ? "'" + owner + "' has no attribute " + shown
                        : owner + " has no element " + shown);
    }
}
