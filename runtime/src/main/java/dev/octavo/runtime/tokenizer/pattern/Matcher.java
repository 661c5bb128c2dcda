package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.pattern.Program.Op;
import dev.octavo.runtime.tokenizer.text.CodePointSet;
import dev.octavo.runtime.tokenizer.text.IntList;
import dev.octavo.spi.ResourceException;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Runs a {@link Program} over one text. A backtracking machine with an explicit stack. Once it took more steps than an ordinary text
 * needs it starts to remember dead ends: a pair of operation and position from which no way led to a match. Without captures such a pair
 * is dead whatever came before it, also for later starting points, so each is walked at most once.
 */
final class Matcher {

    private static final int FRAME = 3;
    /** Frame kinds stand in the lowest two bits of a frame's first int. */
    private static final int ALTERNATIVE = 0;

    private static final int RUN = 1;
    private static final int DEAD_END = 2;
    private static final int SLOT = 3;

    private static final long EASY_STEPS = 32;
    private static final long EASY_BASE = 1 << 14;
    private static final long MOST_STEPS = 1024;
    private static final long MOST_BASE = 1 << 22;
    private static final long MOST_MEMO_BITS = 1L << 31;

    private final int[] code;
    private final CodePointSet[] sets;
    private final Program program;
    private final char[] text;
    private final int begin;
    private final int end;
    private final int[] slots;
    private int[] stack = new int[FRAME * 32];
    private int top;
    private int depth;
    private long steps;
    private long alarm;
    private long @Nullable [] dead;

    Matcher(Program program, char[] text, int begin, int end) {
        this.program = program;
        this.text = text;
        this.begin = begin;
        this.end = end;
        code = program.code();
        sets = program.sets();
        slots = new int[program.slots()];
        alarm = EASY_BASE + EASY_STEPS * ((long) end - begin);
    }

    IntList findAll() {
        IntList found = new IntList(2 * Math.max(8, (end - begin) / 4));
        int position = begin;
        int lastEnd = -1;
        while (position <= end) {
            position = candidate(position);
            if (position < 0) {
                break;
            }
            int matchEnd = run(0, position, -1);
            if (matchEnd < 0 || (matchEnd == position && matchEnd == lastEnd)) {
                position = position < end ? position + width(position) : end + 1;
            } else {
                found.add(position);
                found.add(matchEnd);
                position = matchEnd;
                lastEnd = matchEnd;
            }
        }
        return found;
    }

    /** The first position from {@code from} on where a match may start, or -1. */
    private int candidate(int from) {
        CodePointSet first = program.first();
        if (first == null) {
            return from;
        }
        int position = from;
        while (position < end) {
            if (first.contains(codePoint(position))) {
                return position;
            }
            position += width(position);
        }
        return -1;
    }

    /** Runs from {@code pc}; answers where the match ends, which must be {@code required} unless that is -1, or -1. */
    private int run(int startPc, int startPosition, int required) {
        int base = top;
        int pc = startPc;
        int position = startPosition;
        depth++;
        while (true) {
            if (++steps >= alarm) {
                tooLong();
            }
            boolean alive = true;
            switch (code[pc]) {
                case Op.CHAR -> {
                    alive = position < end && codePoint(position) == code[pc + 1];
                    position += alive ? width(position) : 0;
                    pc += 2;
                }
                case Op.SET -> {
                    alive = position < end && sets[code[pc + 1]].contains(codePoint(position));
                    position += alive ? width(position) : 0;
                    pc += 2;
                }
                case Op.SPLIT -> {
                    int preferred = code[pc + 2];
                    if (preferred >= 0 && (position >= end || !sets[preferred].contains(codePoint(position)))) {
                        pc = code[pc + 1];
                    } else if (isDead(code[pc + 3], position)) {
                        alive = false;
                    } else {
                        watch(code[pc + 3], position);
                        push(code[pc + 1] << 2 | ALTERNATIVE, position, 0);
                        pc += 4;
                    }
                }
                case Op.JUMP -> pc = code[pc + 1];
                case Op.RUN -> {
                    position = startRun(pc, position);
                    alive = position >= 0;
                    pc += 5;
                }
                case Op.RUN_POSSESSIVE -> {
                    position = scan(sets[code[pc + 1]], position, code[pc + 2], code[pc + 3]);
                    alive = position >= 0;
                    pc += 4;
                }
                case Op.LOOK_AHEAD -> {
                    alive = run(pc + 3, position, -1) >= 0 == (code[pc + 2] == 0);
                    pc = code[pc + 1];
                }
                case Op.LOOK_BEHIND -> {
                    alive = precedes(pc, position) == (code[pc + 2] == 0);
                    pc = code[pc + 1];
                }
                case Op.ATOMIC -> {
                    position = run(pc + 2, position, -1);
                    alive = position >= 0;
                    pc = code[pc + 1];
                }
                case Op.ASSERT -> {
                    alive = holds(code[pc + 1], position);
                    pc += 2;
                }
                case Op.LOOP_ENTER -> {
                    push(code[pc + 1] << 2 | SLOT, slots[code[pc + 1]], 0);
                    slots[code[pc + 1]] = position;
                    pc += 2;
                }
                case Op.LOOP_CHECK -> pc = slots[code[pc + 1]] == position ? code[pc + 2] : pc + 3;
                default -> {
                    if (required < 0 || position == required) {
                        top = base;
                        depth--;
                        return position;
                    }
                    alive = false;
                }
            }
            if (!alive) {
                pc = backtrack(base);
                if (pc < 0) {
                    depth--;
                    return -1;
                }
                position = resumeAt;
            }
        }
    }

    private int resumeAt;

    /** Unwinds the stack to the next way to try: answers its pc and leaves its position in {@link #resumeAt}; -1 where none is left. */
    private int backtrack(int base) {
        while (top > base) {
            int frame = top - FRAME;
            int operand = stack[frame] >>> 2;
            switch (stack[frame] & 3) {
                case ALTERNATIVE -> {
                    top = frame;
                    resumeAt = stack[frame + 1];
                    return operand;
                }
                case RUN -> {
                    int current = stack[frame + 1];
                    bury(code[operand + 4], current, code[operand + 3]);
                    if (current > stack[frame + 2]) {
                        steps++;
                        resumeAt = stack[frame + 1] = before(current);
                        return operand + 5;
                    }
                    top = frame;
                }
                case DEAD_END -> {
                    top = frame;
                    bury(operand, stack[frame + 1], -1);
                }
                default -> {
                    top = frame;
                    slots[operand] = stack[frame + 1];
                }
            }
        }
        return -1;
    }

    /** Takes as many as possible and leaves a frame for fewer; answers the position after them, or -1. */
    private int startRun(int pc, int position) {
        CodePointSet set = sets[code[pc + 1]];
        int min = code[pc + 2];
        int max = code[pc + 3];
        int memo = code[pc + 4];
        int least = scan(set, position, min, min);
        if (least < 0 || (max < 0 && isDead(memo, least))) {
            return -1;
        }
        int current;
        if (dead != null && max < 0 && depth == 1) {
            current = scanToDead(set, least, memo);
        } else {
            current = scan(set, least, 0, max < 0 ? -1 : max - min);
        }
        if (current > least || dead != null) {
            push(pc << 2 | RUN, current, least);
        }
        return current;
    }

    /** As {@link #scan} without bounds, but stops short of a position from where the rest of the run is known to lead nowhere. */
    private int scanToDead(CodePointSet set, int from, int memo) {
        int position = from;
        while (position < end && set.contains(codePoint(position))) {
            int next = position + width(position);
            if (isDead(memo, next)) {
                break;
            }
            position = next;
            steps++;
        }
        return position;
    }

    private int scan(CodePointSet set, int from, int min, int max) {
        int position = from;
        int count = 0;
        while (count != max && position < end) {
            char c = text[position];
            if (c < 128 || !Character.isSurrogate(c)) {
                if (!set.contains(c)) {
                    break;
                }
                position++;
            } else {
                if (!set.contains(codePoint(position))) {
                    break;
                }
                position += width(position);
            }
            count++;
        }
        steps += count >> 3;
        return count < min ? -1 : position;
    }

    private boolean precedes(int pc, int position) {
        int least = code[pc + 3];
        int most = code[pc + 4];
        int start = position;
        for (int length = 0; ; length++) {
            if (length >= least && run(pc + 5, start, position) >= 0) {
                return true;
            }
            if (length == most || start == begin) {
                return false;
            }
            start = before(start);
        }
    }

    /** Whether a condition, given by {@link Node.Kind#code}, holds. */
    private boolean holds(int kind, int position) {
        return switch (kind) {
            case 0 -> position == begin || (position < end && text[position - 1] == '\n');
            case 1 -> position == end || text[position] == '\n';
            case 2 -> position == begin;
            case 3 -> position == end;
            case 4 -> position == end || (position == end - 1 && text[position] == '\n');
            case 5 -> isBoundary(position);
            default -> !isBoundary(position);
        };
    }

    private boolean isBoundary(int position) {
        CodePointSet word = Objects.requireNonNull(program.word());
        boolean left = position > begin && word.contains(codePoint(before(position)));
        boolean right = position < end && word.contains(codePoint(position));
        return left != right;
    }

    private int codePoint(int position) {
        char c = text[position];
        return Character.isHighSurrogate(c) && position + 1 < end && Character.isLowSurrogate(text[position + 1])
                ? Character.toCodePoint(c, text[position + 1])
                : c;
    }

    private int width(int position) {
        return Character.isHighSurrogate(text[position])
                        && position + 1 < end
                        && Character.isLowSurrogate(text[position + 1])
                ? 2
                : 1;
    }

    private int before(int position) {
        return position - 2 >= begin
                        && Character.isLowSurrogate(text[position - 1])
                        && Character.isHighSurrogate(text[position - 2])
                ? position - 2
                : position - 1;
    }

    private void push(int kind, int position, int least) {
        if (top == stack.length) {
            stack = Arrays.copyOf(stack, stack.length * 2);
        }
        stack[top] = kind;
        stack[top + 1] = position;
        stack[top + 2] = least;
        top += FRAME;
    }

    private boolean isDead(int memo, int position) {
        long[] bits = dead;
        if (bits == null || depth != 1) {
            return false;
        }
        long bit = (long) (position - begin) * program.memos() + memo;
        return (bits[(int) (bit >> 6)] >>> bit & 1) != 0;
    }

    private void bury(int memo, int position, int max) {
        long[] bits = dead;
        if (bits != null && depth == 1 && max < 0) {
            long bit = (long) (position - begin) * program.memos() + memo;
            bits[(int) (bit >> 6)] |= 1L << bit;
        }
    }

    private void watch(int memo, int position) {
        if (dead != null && depth == 1) {
            push(memo << 2 | DEAD_END, position, 0);
        }
    }

    private void tooLong() {
        long length = (long) end - begin;
        long limit = MOST_BASE + MOST_STEPS * length;
        if (steps >= limit) {
            throw new ResourceException(
                    "a split pattern of the tokenizer took more than " + limit + " steps on a text of " + length
                            + " characters; shorten the text or simplify the pattern in tokenizer.json");
        }
        alarm = limit;
        long bits = (length + 1L) * program.memos();
        if (bits > 0 && bits <= MOST_MEMO_BITS) {
            dead = new long[(int) (bits >> 6) + 1];
        }
    }
}
