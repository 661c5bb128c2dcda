package dev.octavo.runtime.template.eval;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The variables of one activation of the template, a macro, a recursive loop, a loop filter or a block. */
final class Scope {

    final Object[] slots;
    final @Nullable Scope outer;
    final Run run;
    final Context context;

    Scope(int slots, @Nullable Scope outer, Run run, Context context) {
        run.budget.steps(1 + slots / 4);
        this.slots = new Object[slots];
        Arrays.fill(this.slots, Missing.MISSING);
        this.outer = outer;
        this.run = run;
        this.context = context;
    }

    /** A scope inside of this one. */
    Scope inner(int slots) {
        return new Scope(slots, this, run, context);
    }

    Scope up(int hops) {
        Scope scope = this;
        for (int i = hops; i > 0; i--) {
            scope = java.util.Objects.requireNonNull(scope.outer);
        }
        return scope;
    }
}
