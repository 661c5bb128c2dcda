package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The variables that a template was given, its globals, and what it set at the top level. */
final class Context {

    private final Map<String, Object> given;
    private final Map<String, Object> set = new HashMap<>();

    Context(Map<String, Object> given) {
        this.given = given;
    }

    Object resolve(String name) {
        Object value = set.get(name);
        if (value == null) {
            value = given.get(name);
        }
        return value == null ? Missing.MISSING : value;
    }

    void set(String name, @Nullable Object value) {
        if (value == null || value == Missing.MISSING) {
            set.remove(name);
        } else {
            set.put(name, value);
        }
    }

    /** A context that sees this one's variables and, above them, {@code locals}. */
    Context derived(Budget budget, Map<String, Object> locals) {
        budget.steps(given.size() + set.size());
        Map<String, Object> all = new HashMap<>(given);
        all.putAll(set);
        all.putAll(locals);
        return new Context(all);
    }
}
