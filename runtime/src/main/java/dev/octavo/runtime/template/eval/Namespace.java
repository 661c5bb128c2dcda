package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyObject;
import dev.octavo.runtime.template.value.Repr;
import org.jspecify.annotations.Nullable;

/** {@code namespace(...)}: the one value whose attributes templates may set. */
final class Namespace implements PyObject {

    private final PyDict attributes;

    Namespace(PyDict attributes) {
        this.attributes = attributes;
    }

    void set(String name, Object value) {
        attributes.put(name, value);
    }

    @Override
    public String typeName() {
        return "Namespace";
    }

    @Override
    public String describe() {
        return "jinja2.utils.Namespace object";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return attributes.get(name);
    }

    @Override
    public String repr(Budget budget) {
        return "<Namespace " + Repr.repr(budget, attributes) + ">";
    }
}
