package dev.octavo.runtime.template.value;

import dev.octavo.spi.UserException;

/** An error of evaluation, named after the Python exception that Jinja2 would raise; cheap, without a stack trace. */
public final class EvalError extends UserException {

    private static final long serialVersionUID = 1L;

    /** Python's exception classes, as far as templates tell them apart. */
    public enum Kind {
        TYPE,
        VALUE,
        KEY,
        INDEX,
        ZERO_DIVISION,
        OVERFLOW,
        ATTRIBUTE,
        UNDEFINED,
        SECURITY,
        RUNTIME,
        FILTER_ARGUMENT,
        ASSERTION,
        TEMPLATE
    }

    private final Kind kind;

    public EvalError(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Python's class of this error. */
    public Kind pythonKind() {
        return kind;
    }

    /** Nothing: templates raise and catch errors often, and where in this code they arose tells their authors nothing. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    /** Python's LookupError. */
    public boolean isLookup() {
        return kind == Kind.KEY || kind == Kind.INDEX;
    }

    public static EvalError type(String message) {
        return new EvalError(Kind.TYPE, message);
    }

    public static EvalError value(String message) {
        return new EvalError(Kind.VALUE, message);
    }

    public static EvalError runtime(String message) {
        return new EvalError(Kind.RUNTIME, message);
    }
}
