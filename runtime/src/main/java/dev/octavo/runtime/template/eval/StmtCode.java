package dev.octavo.runtime.template.eval;

import java.util.List;

/** A runnable statement. */
interface StmtCode {

    /** How a statement ends. */
    enum Signal {
        NEXT,
        BREAK,
        CONTINUE
    }

    Signal run(Scope scope, StringBuilder out);

    /** The statements in a row. */
    static StmtCode sequence(List<StmtCode> statements) {
        if (statements.size() == 1) {
            return statements.getFirst();
        }
        StmtCode[] codes = statements.toArray(new StmtCode[0]);
        return (scope, out) -> {
            for (StmtCode code : codes) {
                Signal signal = code.run(scope, out);
                if (signal != Signal.NEXT) {
                    return signal;
                }
            }
            return Signal.NEXT;
        };
    }
}
