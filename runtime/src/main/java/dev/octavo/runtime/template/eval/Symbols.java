package dev.octavo.runtime.template.eval;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names a scope uses and where their values come from when it is entered; the rules of Jinja2's {@code idtracking}, which decide what
 * {@code set} in a branch, loop or macro means.
 */
final class Symbols {

    /** A variable: a slot of a function. */
    record Ident(FunctionFrame function, int slot, String name) {}

    /** What a variable holds when its scope is entered. */
    sealed interface Load {
        /** An argument, set by the caller. */
        record Argument() implements Load {}

        /** Looked up in the context. */
        record Resolve(String name) implements Load {}

        /** Copied from an outer scope. */
        record Alias(Ident outer) implements Load {}

        /** Nothing. */
        record Nothing() implements Load {}
    }

    private final int level;
    private final @Nullable Symbols parent;
    /** What this started as, if it is a branch; its own maps then hold only what the branch adds. */
    private final @Nullable Symbols base;

    final FunctionFrame function;
    private final Map<String, Ident> refs = new HashMap<>();
    private final Map<Ident, Load> loads = new LinkedHashMap<>();
    private final Set<String> stores = new HashSet<>();

    Symbols(@Nullable Symbols parent, FunctionFrame function) {
        this(parent, function, null);
    }

    private Symbols(@Nullable Symbols parent, FunctionFrame function, @Nullable Symbols base) {
        this.parent = parent;
        this.base = base;
        this.level = parent == null ? 0 : parent.level + 1;
        this.function = function;
    }

    /** These symbols and whatever is added to the result; they must not change while it is in use. */
    Symbols branch() {
        return new Symbols(parent, function, this);
    }

    Map<Ident, Load> loads() {
        return loads;
    }

    private Ident define(String name, Load load) {
        Ident ident = new Ident(function, function.slot(level, name), name);
        refs.put(name, ident);
        loads.put(ident, load);
        return ident;
    }

    @Nullable
    Ident find(String name) {
        for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
            Ident ident = symbols.own(name);
            if (ident != null) {
                return ident;
            }
        }
        return null;
    }

    private @Nullable Ident own(String name) {
        for (Symbols symbols = this; symbols != null; symbols = symbols.base) {
            Ident ident = symbols.refs.get(name);
            if (ident != null) {
                return ident;
            }
        }
        return null;
    }

    private boolean stores(String name) {
        for (Symbols symbols = this; symbols != null; symbols = symbols.base) {
            if (symbols.stores.contains(name)) {
                return true;
            }
        }
        return false;
    }

    /** The variable of a name; one that the analysis has not met is looked up in the context. */
    Ident ref(String name) {
        Ident ident = find(name);
        return ident != null ? ident : define(name, new Load.Resolve(name));
    }

    void store(String name) {
        stores.add(name);
        if (own(name) != null) {
            return;
        }
        Ident outer = parent == null ? null : parent.find(name);
        define(name, outer == null ? new Load.Nothing() : new Load.Alias(outer));
    }

    Ident declareParameter(String name) {
        stores.add(name);
        return define(name, new Load.Argument());
    }

    void load(String name) {
        if (find(name) == null) {
            define(name, new Load.Resolve(name));
        }
    }

    /** Joins what the branches of an {@code if} do, each of which started as a {@link #branch} of this. */
    void branchUpdate(List<Symbols> branches) {
        Set<String> stored = new HashSet<>();
        branches.forEach(branch -> stored.addAll(branch.stores));
        stored.removeIf(this::stores);
        for (Symbols branch : branches) {
            refs.putAll(branch.refs);
            loads.putAll(branch.loads);
            stores.addAll(branch.stores);
        }
        for (String name : stored) {
            Ident target = find(name);
            Ident outer = parent == null ? null : parent.find(name);
            if (target != null) {
                loads.put(target, outer == null ? new Load.Resolve(name) : new Load.Alias(outer));
            }
        }
    }

    /** All names stored here and further out, with the variable that each means here. */
    Map<String, Ident> stored() {
        Map<String, Ident> result = new LinkedHashMap<>();
        for (Symbols symbols = this; symbols != null; symbols = symbols.parent) {
            for (String name : new ArrayList<>(symbols.stores)) {
                result.computeIfAbsent(name, this::ref);
            }
        }
        return result;
    }
}
