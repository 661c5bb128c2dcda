package dev.octavo.runtime.template.eval;

/**
 * At compile time: where code stands.
 *
 * @param toplevel whether assignments are visible to blocks
 * @param soft whether unknown filters fail only when they run, as in branches
 * @param loop whether {@code break} and {@code continue} have a loop to act on
 */
record Frame(Symbols symbols, boolean toplevel, boolean soft, boolean loop) {

    FunctionFrame function() {
        return symbols.function;
    }

    /** A scope inside of this one, in the same function. */
    Frame inner() {
        return new Frame(new Symbols(symbols, symbols.function), false, false, loop);
    }

    /** The scope of a loop body. */
    Frame loopBody() {
        return new Frame(new Symbols(symbols, symbols.function), false, false, true);
    }

    /** A scope inside of this one that is a function of its own. */
    Frame function(FunctionFrame function, boolean inLoop) {
        return new Frame(new Symbols(symbols, function), false, false, inLoop);
    }

    Frame softened() {
        return soft ? this : new Frame(symbols, toplevel, true, loop);
    }
}
