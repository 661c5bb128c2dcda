package dev.octavo.runtime.template.eval;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters by name. */
final class Filters {

    /** A filter. */
    interface Filter {
        Object apply(Run run, Object value, List<Object> positional, Map<String, Object> named);
    }

    /** A filter whose arguments are bound to parameters. */
    interface Body {
        Object apply(Run run, Object value, Args args);
    }

    private static final Map<String, Filter> ALL = all();

    private Filters() {}

    static @Nullable Filter find(String name) {
        return ALL.get(name);
    }

    private static Map<String, Filter> all() {
        Map<String, Filter> all = new HashMap<>();
        TextFilters.add(all);
        MarkupFilters.add(all);
        NumberFilters.add(all);
        SequenceFilters.add(all);
        SortFilters.add(all);
        SelectFilters.add(all);
        JsonFilter.add(all);
        return Map.copyOf(all);
    }

    /** @param parameters as for {@link Signature#of}, without the filtered value */
    static void add(Map<String, Filter> all, String name, String parameters, Body body) {
        Signature signature = Signature.of("do_" + name, parameters);
        all.put(name, (run, value, positional, named) -> body.apply(run, value, signature.bind(positional, named)));
    }
}
