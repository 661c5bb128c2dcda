package dev.octavo.runtime.template;

import dev.octavo.runtime.template.eval.Inputs;
import dev.octavo.runtime.template.eval.Program;
import dev.octavo.runtime.template.syntax.Template;
import dev.octavo.runtime.template.value.Budget;
import dev.octavo.runtime.template.value.EvalError;
import dev.octavo.spi.UserException;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * A compiled chat template. Immutable; any number of threads may render at once. Neither compiling nor rendering reads files, environment
 * or class members: a template sees its variables, the built-in functions and nothing else.
 */
public final class ChatTemplate {

    private final String source;
    private final Template tree;
    private final Program program;
    private final TemplateLimits limits;

    private ChatTemplate(String source, Template tree, Program program, TemplateLimits limits) {
        this.source = source;
        this.tree = tree;
        this.program = program;
        this.limits = limits;
    }

    /** As {@link #compile(String, TemplateLimits)} with {@link TemplateLimits#DEFAULT}. */
    public static ChatTemplate compile(String source) {
        return compile(source, TemplateLimits.DEFAULT);
    }

    /** @throws UserException with line and column where the source is malformed, or naming the limit that it exceeds */
    public static ChatTemplate compile(String source, TemplateLimits limits) {
        if (source.length() > limits.templateCharacters()) {
            throw new UserException("the chat template has " + source.length() + " characters, the limit is "
                    + limits.templateCharacters());
        }
        try {
            Template tree = Template.parse(source, limits.nesting());
            return new ChatTemplate(source, tree, Program.compile(tree), limits);
        } catch (StackOverflowError e) {
            throw stackOverflow(e);
        }
    }

    /** As {@link #render(Map, Clock)} with the system's clock. */
    public String render(Map<String, ?> variables) {
        return render(variables, Clock.system(ZoneId.systemDefault()));
    }

    /**
     * Renders.
     *
     * @param variables String, Boolean, Integer, Long, BigInteger, Double, null, List and Map (in its order) of such
     * @param clock what {@code strftime_now} reads
     * @throws TemplateException if the template raises an exception or fails
     * @throws UserException if a limit is exceeded or a variable has another type
     */
    public String render(Map<String, ?> variables, Clock clock) {
        Budget budget = new Budget(limits.steps(), limits.outputCharacters(), limits.valueSize(), limits.depth());
        try {
            return program.run(Inputs.variables(budget, variables), budget, clock);
        } catch (EvalError e) {
            throw new TemplateException(String.valueOf(e.getMessage()), e);
        } catch (StackOverflowError e) {
            throw stackOverflow(e);
        }
    }

    /** A thread with a stack smaller than the limits assume; nothing is left half done, as rendering changes nothing outside. */
    private static UserException stackOverflow(StackOverflowError error) {
        return new UserException(
                "the chat template is nested too deeply for this thread's stack (recursion depth)", error);
    }

    /** The source as given. */
    public String source() {
        return source;
    }

    Template tree() {
        return tree;
    }
}
