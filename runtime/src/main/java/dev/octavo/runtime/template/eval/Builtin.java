package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A function that every template sees, or a method bound to its object. */
record Builtin(String name, String typeName, Body body) implements Callable {

    /** What it does. */
    interface Body {
        Object call(Run run, List<Object> positional, Map<String, Object> named);
    }

    static Builtin function(String name, Body body) {
        return new Builtin(name, "function", body);
    }

    static Builtin method(String name, Body body) {
        return new Builtin(name, "builtin_function_or_method", body);
    }

    @Override
    public Object call(Run run, List<Object> positional, Map<String, Object> named) {
        return body.call(run, positional, named);
    }

    @Override
    public @Nullable Object attribute(String attribute) {
        return null;
    }

    @Override
    public String repr(Budget budget) {
        return typeName.equals("function") ? "<function " + name + ">" : "<built-in method " + name + ">";
    }
}
