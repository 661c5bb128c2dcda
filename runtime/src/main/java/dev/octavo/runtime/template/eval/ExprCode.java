package dev.octavo.runtime.template.eval;

/** A runnable expression. */
interface ExprCode {

    Object eval(Scope scope);
}
