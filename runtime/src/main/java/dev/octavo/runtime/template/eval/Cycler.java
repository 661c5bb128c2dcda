package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.PyObject;
import dev.octavo.runtime.template.value.PyTuple;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code cycler(...)}: its items in turn. */
final class Cycler implements PyObject {

    private final List<Object> items;
    private int position;

    Cycler(List<Object> items) {
        if (items.isEmpty()) {
            throw EvalError.runtime("at least one item has to be provided");
        }
        this.items = List.copyOf(items);
    }

    @Override
    public String typeName() {
        return "Cycler";
    }

    @Override
    public String describe() {
        return "jinja2.utils.Cycler object";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "current" -> items.get(position);
            case "items" -> new PyTuple(items);
            case "pos" -> (long) position;
            case "next" -> Builtin.method(name, (run, args, named) -> next());
            case "reset" ->
                Builtin.method(name, (run, args, named) -> {
                    position = 0;
                    return None.NONE;
                });
            default -> null;
        };
    }

    private Object next() {
        Object current = items.get(position);
        position = (position + 1) % items.size();
        return current;
    }
}
