package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.None;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Undefined;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A macro, or the body of a call block, together with the scope it was defined in. */
final class Macro implements Callable {

    private final MacroCode code;
    private final Scope definedIn;

    Macro(MacroCode code, Scope definedIn) {
        this.code = code;
        this.definedIn = definedIn;
    }

    @Override
    public Object call(Run run, List<Object> positional, Map<String, Object> named) {
        List<String> names = code.parameters();
        List<Object> values = new ArrayList<>(positional.subList(0, Math.min(positional.size(), names.size())));
        Map<String, Object> rest = named.isEmpty() ? named : new LinkedHashMap<>(named);
        boolean callerFound = values.size() == names.size() && names.contains("caller");
        for (String name : names.subList(values.size(), names.size())) {
            Object value = rest.isEmpty() ? null : rest.remove(name);
            callerFound |= name.equals("caller");
            values.add(value == null ? Missing.MISSING : value);
        }
        if (code.usesCaller() && !callerFound) {
            Object caller = rest.isEmpty() ? null : rest.remove("caller");
            values.add(caller == null || caller == None.NONE ? Undefined.because("No caller defined") : caller);
        }
        if (code.usesKwargs()) {
            PyDict dict = new PyDict();
            rest.forEach(dict::put);
            values.add(dict);
        } else if (!rest.isEmpty()) {
            throw unexpected(run, rest.keySet().iterator().next(), rest.containsKey("caller"));
        }
        if (code.usesVarargs()) {
            values.add(new PyTuple(
                    List.copyOf(positional.subList(Math.min(names.size(), positional.size()), positional.size()))));
        } else if (positional.size() > names.size()) {
            throw EvalError.type(
                    "macro " + shown(run.budget) + " takes not more than " + names.size() + " argument(s)");
        }
        return code.invoke(run, definedIn, values);
    }

    private EvalError unexpected(Run run, String name, boolean caller) {
        return EvalError.type(
                caller
                        ? "macro " + shown(run.budget) + " was invoked with two values for the special caller argument."
                                + " This is most likely a bug."
                        : "macro " + shown(run.budget) + " takes no keyword argument '" + name + "'");
    }

    private String shown(Budget budget) {
        return code.name() == null ? "None" : Repr.repr(budget, code.name());
    }

    @Override
    public String typeName() {
        return "Macro";
    }

    @Override
    public String describe() {
        return "jinja2.runtime.Macro object";
    }

    @Override
    public @Nullable Object attribute(String name) {
        return switch (name) {
            case "name" -> code.name() == null ? None.NONE : code.name();
            case "arguments" -> new PyTuple(List.copyOf(code.parameters()));
            case "catch_kwargs" -> code.usesKwargs();
            case "catch_varargs" -> code.usesVarargs();
            case "caller" -> code.usesCaller();
            case "explicit_caller" -> code.parameters().contains("caller");
            default -> null;
        };
    }

    @Override
    public String repr(Budget budget) {
        return "<Macro " + (code.name() == null ? "anonymous" : Repr.repr(budget, code.name())) + ">";
    }
}
