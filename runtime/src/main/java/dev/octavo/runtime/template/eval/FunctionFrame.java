package dev.octavo.runtime.template.eval;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** At compile time: the variables of one kind of {@link Scope}. */
final class FunctionFrame {

    final @Nullable FunctionFrame outer;
    private final Map<String, Integer> slots = new HashMap<>();

    FunctionFrame(@Nullable FunctionFrame outer) {
        this.outer = outer;
    }

    /** The slot of a name at a level; scopes beside each other share it, as each sets it when it is entered. */
    int slot(int level, String name) {
        return slots.computeIfAbsent(level + ":" + name, k -> slots.size());
    }

    /** The number of slots; final only once the whole function is compiled. */
    int size() {
        return slots.size();
    }

    /** How many scopes {@code target} lies outside of this one. */
    int hops(FunctionFrame target) {
        int hops = 0;
        for (FunctionFrame frame = this; frame != null; frame = frame.outer) {
            if (frame == target) {
                return hops;
            }
            hops++;
        }
        throw new IllegalStateException("variable of a function that does not enclose this one");
    }
}
