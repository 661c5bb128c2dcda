package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.Comparison;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.runtime.template.value.PyDict;
import dev.octavo.runtime.template.value.PyList;
import dev.octavo.runtime.template.value.PyTuple;
import dev.octavo.runtime.template.value.Repr;
import dev.octavo.runtime.template.value.Types;
import java.util.ArrayList;
import java.util.List;

/** Python's {@code pprint.pformat}: 80 columns, dict keys sorted. */
final class PrettyPrinter {

    private static final int WIDTH = 80;

    private final Budget budget;
    private final StringBuilder out = new StringBuilder();

    PrettyPrinter(Budget budget) {
        this.budget = budget;
    }

    String format(Object value) {
        if (value instanceof String text) {
            topLevel(text);
        } else {
            write(value, 0, 0);
        }
        return out.toString();
    }

    private void write(Object value, int indent, int allowance) {
        budget.enter(4);
        budget.length(out.length());
        String repr = Repr.repr(budget, sorted(value));
        boolean fits = size(repr) <= WIDTH - indent - allowance;
        switch (value) {
            case PyDict dict when !fits -> dict(dict, indent, allowance);
            case PyList list when !fits -> items("[", list.items(), "]", indent, allowance);
            case PyTuple tuple
            when !fits -> items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", indent, allowance);
            case String text when !fits -> text(text, indent, allowance);
            default -> out.append(repr);
        }
        budget.leave(4);
    }

    /** The value with the entries of all its dicts in the order of their keys. */
    private Object sorted(Object value) {
        budget.step();
        budget.enter(6);
        Object result = switch (value) {
            case PyDict dict -> {
                PyDict copy = new PyDict();
                for (PyTuple item : entries(dict)) {
                    copy.put(budget, item.items().get(0), sorted(item.items().get(1)));
                }
                yield copy;
            }
            case PyList list ->
                new PyList(list.items().stream().map(this::sorted).toList());
            case PyTuple tuple ->
                new PyTuple(tuple.items().stream().map(this::sorted).toList());
            default -> value;
        };
        budget.leave(6);
        return result;
    }

    private List<PyTuple> entries(PyDict dict) {
        List<Comparison.Keyed> keyed = new ArrayList<>();
        for (Object item : dict.items()) {
            keyed.add(new Comparison.Keyed(((PyTuple) item).items().get(0), item));
        }
        List<Comparison.Keyed> order;
        int mark = budget.mark();
        try {
            order = Comparison.sort(budget, keyed, false);
        } catch (EvalError e) {
            budget.reset(mark);
            // Keys that cannot be compared are ordered by type, then stay as they are.
            keyed.replaceAll(k -> new Comparison.Keyed(Types.name(k.key()), k.value()));
            order = Comparison.sort(budget, keyed, false);
        }
        return order.stream().map(k -> (PyTuple) k.value()).toList();
    }

    private void dict(PyDict dict, int indent, int allowance) {
        out.append('{');
        List<PyTuple> entries = entries(dict);
        for (int i = 0; i < entries.size(); i++) {
            boolean last = i == entries.size() - 1;
            String key = Repr.repr(budget, sorted(entries.get(i).items().get(0)));
            out.append(key).append(": ");
            write(entries.get(i).items().get(1), indent + 1 + size(key) + 2, last ? allowance + 1 : 1);
            if (!last) {
                newLine(",", indent + 1);
            }
        }
        out.append('}');
    }

    private void items(String open, List<Object> items, String close, int indent, int allowance) {
        out.append(open);
        for (int i = 0; i < items.size(); i++) {
            boolean last = i == items.size() - 1;
            write(items.get(i), indent + 1, last ? allowance + close.length() : 1);
            if (!last) {
                newLine(",", indent + 1);
            }
        }
        out.append(close);
    }

    private static int size(String text) {
        return text.codePointCount(0, text.length());
    }

    private void newLine(String before, int indent) {
        budget.scan(indent);
        out.append(before).append('\n').repeat(' ', indent);
    }

    /** A text that stands alone takes parentheses where it needs several lines. */
    private void topLevel(String text) {
        String repr = Repr.repr(budget, text);
        List<String> chunks = size(repr) <= WIDTH ? List.of(repr) : new TextChunks(budget).split(text, WIDTH, 1, 1);
        if (chunks.size() == 1) {
            out.append(chunks.getFirst());
            return;
        }
        out.append('(');
        chunks(chunks, 1);
        out.append(')');
    }

    private void text(String text, int indent, int allowance) {
        chunks(new TextChunks(budget).split(text, WIDTH, indent, allowance), indent);
    }

    private void chunks(List<String> chunks, int indent) {
        for (int i = 0; i < chunks.size(); i++) {
            if (i > 0) {
                newLine("", indent);
            }
            out.append(chunks.get(i));
        }
    }

    /** The pieces of {@code pprint}'s long strings. */
    private record TextChunks(Budget budget) {

        List<String> split(String text, int width, int indent, int allowance) {
            List<String> chunks = new ArrayList<>();
            List<String> lines = new ArrayList<>();
            dev.octavo.runtime.template.value.Text.lines(budget, text, true).forEach(l -> lines.add((String) l));
            int max = width - indent;
            for (int i = 0; i < lines.size(); i++) {
                int room = i == lines.size() - 1 ? max - allowance : max;
                String repr = Repr.repr(budget, lines.get(i));
                if (size(repr) <= room) {
                    chunks.add(repr);
                } else {
                    words(lines.get(i), max, room, chunks);
                }
            }
            return chunks;
        }

        private void words(String line, int max, int lastRoom, List<String> chunks) {
            List<String> parts = new ArrayList<>();
            java.util.regex.Matcher matcher =
                    java.util.regex.Pattern.compile("\\S*+\\s*+").matcher(line);
            while (matcher.find() && !matcher.group().isEmpty()) {
                parts.add(matcher.group());
            }
            String current = "";
            for (int j = 0; j < parts.size(); j++) {
                budget.scan(current.length() + 1L);
                String candidate = current + parts.get(j);
                int room = j == parts.size() - 1 ? lastRoom : max;
                if (size(Repr.repr(budget, candidate)) > room) {
                    if (!current.isEmpty()) {
                        chunks.add(Repr.repr(budget, current));
                    }
                    current = parts.get(j);
                } else {
                    current = candidate;
                }
            }
            if (!current.isEmpty()) {
                chunks.add(Repr.repr(budget, current));
            }
        }
    }
}
