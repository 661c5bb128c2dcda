package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.BraceFormat;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.DictView;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.GroupTuple;
import dev.octavo.runtime.template.value.Markup;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyObject;
import dev.octavo.runtime.template.value.PyRange;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Subscript;
import dev.octavo.runtime.template.value.Types;
import dev.octavo.runtime.template.value.Undefined;
import org.jspecify.annotations.Nullable;

/** {@code object.name} and {@code object[key]} by the rules of the immutable sandbox. */
final class Members {

    private Members() {}

    /** {@code object.name}: the attribute, else the item. */
    static Object attribute(Budget budget, Object object, String name) {
        if (object instanceof Undefined undefined && !isDunder(name)) {
            throw undefined.error(budget);
        }
        Object attribute = find(object, name);
        if (attribute != null) {
            return attribute;
        }
        if (object instanceof PyDict dict) {
            Object item = dict.get(name);
            return item != null ? item : Undefined.member(object, name);
        }
        if (object instanceof Undefined undefined) {
            throw undefined.error(budget);
        }
        return Undefined.member(object, name);
    }

    /** {@code object[key]}: the item, else the attribute. */
    static Object item(Budget budget, Object object, Object key) {
        int mark = budget.mark();
        try {
            return Subscript.item(budget, object, key);
        } catch (EvalError e) {
            budget.reset(mark);
            if (!e.isLookup() && e.pythonKind() != EvalError.Kind.TYPE) {
                throw e;
            }
            String name = Types.text(key);
            Object attribute = name == null ? null : find(object, name);
            return attribute != null ? attribute : Undefined.member(object, key);
        }
    }

    static BraceFormat.Members forFormat(Budget budget) {
        return new BraceFormat.Members() {
            @Override
            public Object attribute(Object object, String name) {
                return Members.attribute(budget, object, name);
            }

            @Override
            public Object item(Object object, Object key) {
                return Members.item(budget, object, key);
            }
        };
    }

    private static boolean isDunder(String name) {
        return name.length() > 4 && name.startsWith("__") && name.endsWith("__");
    }

    /** The attribute, refused or not, or null if the object has none of this name. */
    static @Nullable Object find(Object object, String name) {
        if (isDunder(name)) {
            return DunderNames.exists(name) ? Undefined.unsafe(object, name) : null;
        }
        return switch (object) {
            case String text -> TextMethods.find(object, text, name);
            case Markup markup -> TextMethods.find(object, markup.text(), name);
            case PyDict dict -> DictMethods.find(dict, name);
            case PyList list -> SequenceMethods.find(list, name);
            case PyTuple tuple -> SequenceMethods.find(tuple, name);
            case GroupTuple group ->
                switch (name) {
                    case "grouper" -> group.grouper();
                    case "list" -> group.list();
                    default -> SequenceMethods.find(group, name);
                };
            case PyRange range -> SequenceMethods.find(range, name);
            case DictView view -> DictMethods.find(view, name);
            case PyObject other -> other.attribute(name);
            default -> Types.isNumber(object) ? NumberMethods.find(object, name) : null;
        };
    }
}
