package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Conversion;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.Iterables;
import dev.octavo.runtime.template.value.Json;
import dev.octavo.runtime.template.value.Text;
import dev.octavo.runtime.template.value.Types;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code tojson} as transformers defines it: no HTML escapes, no sorting unless asked for. */
final class JsonFilter {

    private JsonFilter() {}

    static void add(Map<String, Filters.Filter> all) {
        Filters.add(all, "tojson", "ensure_ascii?,indent?,separators?,sort_keys?", JsonFilter::write);
    }

    private static Object write(Run run, Object value, Args args) {
        String indent = indent(run.budget, args);
        String item = indent == null ? ", " : ",";
        String key = ": ";
        if (!args.isNone(2)) {
            List<Object> separators = Iterables.list(run.budget, args.get(2));
            if (separators.size() != 2) {
                throw EvalError.value("not enough values to unpack (expected 2, got " + separators.size() + ")");
            }
            item = TextMethods.text(separators.get(0), "separators must be strings");
            key = TextMethods.text(separators.get(1), "separators must be strings");
        }
        return Json.write(run.budget, value, new Json.Style(args.truth(0), indent, item, key, args.truth(3)));
    }

    private static @Nullable String indent(Budget budget, Args args) {
        if (args.isNone(1)) {
            return null;
        }
        String text = Types.text(args.get(1));
        return text != null ? text : Text.repeat(budget, " ", Conversion.index(budget, args.get(1)));
    }
}
