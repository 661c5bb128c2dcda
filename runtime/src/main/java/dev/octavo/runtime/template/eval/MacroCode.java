package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Undefined;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The compiled body of a macro. */
final class MacroCode {

    private final @Nullable String name;
    private final List<String> parameters;
    private final List<@Nullable ExprCode> defaults;
    private final boolean usesCaller;
    private final boolean usesKwargs;
    private final boolean usesVarargs;
    /** The slots of the parameters, then of caller, kwargs and varargs as far as they are used. */
    private final int[] slots;

    private final FunctionFrame function;
    private final StmtCode entry;
    private final StmtCode body;
    private final int depth;

    MacroCode(
            @Nullable String name,
            List<String> parameters,
            List<@Nullable ExprCode> defaults,
            Specials specials,
            int[] slots,
            FunctionFrame function,
            StmtCode entry,
            StmtCode body,
            int depth) {
        this.name = name;
        this.parameters = parameters;
        this.defaults = defaults;
        this.usesCaller = specials.caller;
        this.usesKwargs = specials.kwargs;
        this.usesVarargs = specials.varargs;
        this.slots = slots;
        this.function = function;
        this.entry = entry;
        this.body = body;
        this.depth = depth;
    }

    /** Which of the special variables the body reads. */
    record Specials(boolean caller, boolean kwargs, boolean varargs) {}

    @Nullable
    String name() {
        return name;
    }

    List<String> parameters() {
        return parameters;
    }

    boolean usesCaller() {
        return usesCaller;
    }

    boolean usesKwargs() {
        return usesKwargs;
    }

    boolean usesVarargs() {
        return usesVarargs;
    }

    String invoke(Run run, Scope definedIn, List<Object> values) {
        run.budget.enter(depth);
        Scope scope = new Scope(function.size(), definedIn, run, definedIn.context);
        for (int i = 0; i < slots.length; i++) {
            scope.slots[slots[i]] = values.get(i);
        }
        StringBuilder out = new StringBuilder();
        entry.run(scope, out);
        for (int i = 0; i < parameters.size(); i++) {
            if (scope.slots[slots[i]] == Missing.MISSING) {
                ExprCode value = defaults.get(i);
                scope.slots[slots[i]] = value == null
                        ? Undefined.because("parameter '" + parameters.get(i) + "' was not provided")
                        : Objects.requireNonNull(value).eval(scope);
            }
        }
        body.run(scope, out);
        run.budget.leave(depth);
        run.budget.text(out.length());
        return out.toString();
    }
}
