package dev.octavo.runtime.template.value;

import dev.octavo.spi.UserException;

/**
 * What one rendering may still use. Every operation on values pays here before it works, in proportion to its work, so that no template
 * runs, allocates or recurses without bound. One thread.
 */
public final class Budget {

    /** Text characters that cost as much as one step. */
    private static final int CHARACTERS_PER_STEP = 8;

    private final long maxSteps;
    private final long maxValue;
    private final long maxOutput;
    private final int maxDepth;
    private long steps;
    private int depth;

    /**
     * @param maxSteps evaluated nodes, built elements and eighths of handled characters
     * @param maxOutput characters of the result
     * @param maxValue characters of a text or elements of a container
     * @param maxDepth nested nodes, calls and containers that are handled recursively
     */
    public Budget(long maxSteps, long maxOutput, long maxValue, int maxDepth) {
        this.maxSteps = maxSteps;
        this.maxOutput = maxOutput;
        this.maxValue = maxValue;
        this.maxDepth = maxDepth;
    }

    /** Pays for one step. */
    public void step() {
        if (++steps > maxSteps) {
            throw exceeded("steps", maxSteps);
        }
    }

    /** Pays for the building or reading of {@code elements} elements. */
    public void steps(long elements) {
        steps += elements;
        if (steps > maxSteps || elements < 0) {
            throw exceeded("steps", maxSteps);
        }
    }

    /** Pays for reading a text. */
    public void scan(long characters) {
        steps(1 + characters / CHARACTERS_PER_STEP);
    }

    /** Pays for a text of this length, before it is built. */
    public void text(long characters) {
        if (characters > maxValue) {
            throw exceeded("characters in a value", maxValue);
        }
        scan(characters);
    }

    /** Checks the length that a text under construction has reached; its making is paid elsewhere. */
    public void length(long characters) {
        if (characters > maxValue) {
            throw exceeded("characters in a value", maxValue);
        }
    }

    /** Pays for a container of this size, before it is built. */
    public void elements(long count) {
        if (count > maxValue) {
            throw exceeded("elements in a value", maxValue);
        }
        steps(count);
    }

    /** Checks the length that the output has reached. */
    public void output(long characters) {
        if (characters > maxOutput) {
            throw exceeded("characters of output", maxOutput);
        }
        steps(1);
    }

    /** Goes down {@code levels} levels; every call is followed by {@link #leave} with the same number, or by an error. */
    public void enter(int levels) {
        depth += levels;
        if (depth > maxDepth) {
            throw exceeded("nested calls and values (recursion depth)", maxDepth);
        }
    }

    public void leave(int levels) {
        depth -= levels;
    }

    /** The depth reached, for {@link #reset} where an error is caught that skipped calls of {@link #leave}. */
    public int mark() {
        return depth;
    }

    /** Goes back to the depth of a {@link #mark}. */
    public void reset(int mark) {
        depth = mark;
    }

    private static UserException exceeded(String what, long limit) {
        return new UserException("the chat template exceeds its limit of " + limit + " " + what
                + "; simplify the template or shorten the conversation, or raise the limit");
    }
}
