package dev.octavo.runtime.template.eval;

import dev.octavo.runtime.template.syntax.Stmt;
import dev.octavo.runtime.template.syntax.Template;
import dev.octavo.runtime.template.syntax.TemplateSyntaxException;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A compiled template. Immutable; may be run by many threads at once. */
public final class Program {

    private final FunctionFrame function;
    private final int selfSlot;
    private final StmtCode code;
    private final Map<String, BlockCode> blocks;
    private final int depth;

    private Program(FunctionFrame function, int selfSlot, StmtCode code, Map<String, BlockCode> blocks, int depth) {
        this.function = function;
        this.selfSlot = selfSlot;
        this.code = code;
        this.blocks = blocks;
        this.depth = depth;
    }

    /** @throws TemplateSyntaxException for what only shows when names are resolved */
    public static Program compile(Template template) {
        boolean hasBlocks = checkBlocks(template);
        FunctionFrame function = new FunctionFrame(null);
        Symbols symbols = new Symbols(null, function);
        boolean self = Undeclared.find(template.body(), Set.of("self")).contains("self");
        int selfSlot = self ? symbols.declareParameter("self").slot() : -1;
        new SymbolVisitor(symbols).visitAll(template.body());
        StmtCompiler compiler = new StmtCompiler(hasBlocks);
        StmtCode body = compiler.compileAll(template.body(), new Frame(symbols, true, false, false));
        StmtCode entry = StmtCompiler.entry(new Frame(symbols, true, false, false));
        return new Program(
                function,
                selfSlot,
                StmtCode.sequence(List.of(entry, body)),
                compiler.blocks(),
                Template.depth(template.body()));
    }

    private static boolean checkBlocks(Template template) {
        Set<String> names = new HashSet<>();
        Template.walk(template.body(), node -> {
            if (node instanceof Stmt.Block block && !names.add(block.name())) {
                throw new TemplateSyntaxException("block '" + block.name() + "' defined twice", 1, 1);
            }
        });
        return !names.isEmpty();
    }

    /**
     * Renders.
     *
     * @param variables template values by name; see {@link Inputs}
     * @throws EvalError where evaluation fails
     */
    public String run(Map<String, Object> variables, Budget budget, Clock clock) {
        Map<String, Object> given = new HashMap<>(Globals.ALL);
        given.putAll(variables);
        Run run = new Run(budget, clock, blocks);
        Context context = new Context(given);
        Scope scope = new Scope(function.size(), null, run, context);
        if (selfSlot >= 0) {
            scope.slots[selfSlot] = new BlockCode.Self(context);
        }
        StringBuilder out = new StringBuilder();
        budget.enter(depth);
        code.run(scope, out);
        return out.toString();
    }
}
