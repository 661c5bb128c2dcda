package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.PyObject;
import dev.octavo.runtime.template.value.Undefined;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The compiled body of a named block. */
final class BlockCode {

    private final String name;
    private final FunctionFrame function;
    private final int selfSlot;
    private final int superSlot;
    private final StmtCode body;
    private final int depth;

    /** @param selfSlot the slot of {@code self}, or -1 */
    BlockCode(String name, FunctionFrame function, int selfSlot, int superSlot, StmtCode body, int depth) {
        this.name = name;
        this.function = function;
        this.selfSlot = selfSlot;
        this.superSlot = superSlot;
        this.body = body;
        this.depth = depth;
    }

    void run(Run run, Context context, StringBuilder out) {
        run.budget.enter(depth);
        Scope scope = new Scope(function.size(), null, run, context);
        if (selfSlot >= 0) {
            scope.slots[selfSlot] = new Self(context);
        }
        if (superSlot >= 0) {
            scope.slots[superSlot] = Undefined.because("there is no parent block called '" + name + "'.");
        }
        body.run(scope, out);
        run.budget.leave(depth);
    }

    /** The variable {@code self}: the blocks by name. */
    record Self(Context context) implements PyObject {

        @Override
        public String typeName() {
            return "TemplateReference";
        }

        @Override
        public String describe() {
            return "jinja2.runtime.TemplateReference object";
        }

        @Override
        public Object attribute(String block) {
            return new Reference(block, context);
        }

        @Override
        public String repr(Budget budget) {
            return "<TemplateReference None>";
        }
    }

    /** A block as a function. */
    record Reference(String block, Context context) implements Callable {

        @Override
        public Object call(Run run, List<Object> positional, Map<String, Object> named) {
            BlockCode code = run.blocks.get(block);
            if (code == null) {
                throw Undefined.because("'self' has no block '" + block + "'").error(run.budget);
            }
            StringBuilder out = new StringBuilder();
            code.run(run, context, out);
            run.budget.text(out.length());
            return out.toString();
        }

        @Override
        public String typeName() {
            return "BlockReference";
        }

        @Override
        public @Nullable Object attribute(String name) {
            return null;
        }
    }
}
