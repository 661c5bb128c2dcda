package dev.octavo.runtime.template.eval;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code joiner(separator)}: nothing at the first call, then the separator. */
final class Joiner implements Callable {

    private final Object separator;
    private boolean used;

    Joiner(Object separator) {
        this.separator = separator;
    }

    @Override
    public Object call(Run run, List<Object> positional, Map<String, Object> named) {
        if (used) {
            return separator;
        }
        used = true;
        return "";
    }

    @Override
    public String typeName() {
        return "Joiner";
    }

    @Override
    public String describe() {
        return "jinja2.utils.Joiner object";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "sep" -> separator;
            case "used" -> used;
            default -> null;
        };
    }
}
