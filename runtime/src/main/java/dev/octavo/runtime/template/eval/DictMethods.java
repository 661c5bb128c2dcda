package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.DictView;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.Undefined;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Methods of dict and its views. */
final class DictMethods {

    private static final Signature NONE = Signature.of("dict method", "/");
    private static final Signature GET = Signature.of("get", "/key,default?");
    private static final Signature FROM_KEYS = Signature.of("fromkeys", "/iterable,value?");
    private static final Signature DISJOINT = Signature.of("isdisjoint", "/other");

    private DictMethods() {}

    static @Nullable Object find(PyDict dict, String name) {
        return switch (name) {
            case "clear", "pop", "popitem", "setdefault", "update" -> Undefined.unsafe(dict, name);
            case "keys" -> view(dict, name, DictView.Kind.KEYS);
            case "values" -> view(dict, name, DictView.Kind.VALUES);
            case "items" -> view(dict, name, DictView.Kind.ITEMS);
            case "get" -> Builtin.method(name, (run, args, named) -> get(run, dict, GET.bind(args, named)));
            case "copy" ->
                Builtin.method(name, (run, args, named) -> {
                    NONE.bind(args, named);
                    return dict;
                });
            case "fromkeys" -> Builtin.method(name, (run, args, named) -> fromKeys(run, FROM_KEYS.bind(args, named)));
            default -> null;
        };
    }

    private static Object view(PyDict dict, String name, DictView.Kind kind) {
        return Builtin.method(name, (run, args, named) -> {
            NONE.bind(args, named);
            return new DictView(dict, kind);
        });
    }

    private static Object get(Run run, PyDict dict, Args args) {
        Object value = dict.get(run.budget, args.get(0));
        return value != null ? value : args.get(1);
    }

    private static Object fromKeys(Run run, Args args) {
        PyDict result = new PyDict();
        for (Object key : Iterables.list(run.budget, args.get(0))) {
            result.put(run.budget, key, args.get(1));
        }
        return result;
    }

    static @Nullable Object find(DictView view, String name) {
        return switch (name) {
            case "isdisjoint" ->
                view.kind() == DictView.Kind.VALUES
                        ? null
                        : Builtin.method(name, (run, args, named) -> {
                            List<Object> others = Iterables.list(
                                    run.budget, DISJOINT.bind(args, named).get(0));
                            return others.stream().noneMatch(o -> Iterables.contains(run.budget, view, o));
                        });
            case "mapping" -> view.dict();
            default -> null;
        };
    }
}
