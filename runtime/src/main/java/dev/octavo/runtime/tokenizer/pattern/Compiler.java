package dev.octavo.runtime.tokenizer.pattern;

import dev.octavo.runtime.tokenizer.pattern.Program.Op;
import dev.octavo.runtime.tokenizer.text.CodePointSet;
import dev.octavo.runtime.tokenizer.text.IntList;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** From a syntax tree to a {@link Program}. */
final class Compiler {

    private static final int MAX_CODE = 1 << 16;

    private final IntList code = new IntList(64);
    private final Map<BitSet, Integer> setIndex = new HashMap<>();
    private final List<CodePointSet> sets = new ArrayList<>();
    private int memos;
    private int slots;
    private boolean boundaries;

    private Compiler() {}

    static Program compile(Node root, UnicodeClasses unicode) throws RegexException {
        Compiler compiler = new Compiler();
        compiler.emit(root);
        compiler.add(Op.MATCH);
        BitSet first = Shape.first(root);
        return new Program(
                compiler.code.toArray(),
                compiler.sets.toArray(CodePointSet[]::new),
                compiler.memos,
                compiler.slots,
                first == null ? null : CodePointSet.of(first),
                compiler.boundaries ? unicode.frozen(UnicodeClasses.LONE_WORD) : null);
    }

    private void emit(Node node) throws RegexException {
        if (code.size() > MAX_CODE) {
            throw new RegexException("the pattern is too large once its repetitions are unrolled");
        }
        switch (node) {
            case Node.One one -> one(one.members());
            case Node.Sequence sequence -> {
                for (Node part : sequence.parts()) {
                    emit(part);
                }
            }
            case Node.Choice choice -> choice(choice.alternatives());
            case Node.Repeat repeat -> repeat(repeat);
            case Node.Atomic atomic -> atomic(atomic.body());
            case Node.Look look -> look(look);
            case Node.Assertion assertion -> {
                add(Op.ASSERT);
                add(assertion.kind().code);
                boundaries |=
                        assertion.kind() == Node.Kind.WORD_BOUNDARY || assertion.kind() == Node.Kind.NOT_WORD_BOUNDARY;
            }
        }
    }

    private void one(BitSet members) {
        if (members.cardinality() == 1) {
            add(Op.CHAR);
            add(members.nextSetBit(0));
        } else {
            add(Op.SET);
            add(set(members));
        }
    }

    private void choice(List<Node> alternatives) throws RegexException {
        IntList ends = new IntList(alternatives.size());
        for (int i = 0; i < alternatives.size(); i++) {
            boolean last = i == alternatives.size() - 1;
            int split = last ? -1 : split(Shape.first(alternatives.get(i)));
            emit(alternatives.get(i));
            if (!last) {
                ends.add(jump());
                code.set(split, code.size());
            }
        }
        for (int i = 0; i < ends.size(); i++) {
            code.set(ends.at(i), code.size());
        }
    }

    private void repeat(Node.Repeat repeat) throws RegexException {
        if (repeat.body() instanceof Node.One one && repeat.greedy()) {
            add(Op.RUN);
            add(set(one.members()));
            add(repeat.min());
            add(repeat.max());
            add(memos++);
            return;
        }
        for (int i = 0; i < repeat.min(); i++) {
            emit(repeat.body());
        }
        if (repeat.max() < 0) {
            loop(repeat.body(), repeat.greedy());
            return;
        }
        IntList exits = new IntList(8);
        for (int i = repeat.min(); i < repeat.max(); i++) {
            exits.add(fork(repeat.body(), repeat.greedy()));
            emit(repeat.body());
        }
        for (int i = 0; i < exits.size(); i++) {
            code.set(exits.at(i), code.size());
        }
    }

    private void loop(Node body, boolean greedy) throws RegexException {
        boolean stateful = Shape.nullable(body);
        int slot = stateful ? slots++ : -1;
        int top = code.size();
        int exit = fork(body, greedy);
        if (stateful) {
            add(Op.LOOP_ENTER);
            add(slot);
        }
        emit(body);
        int leave = -1;
        if (stateful) {
            add(Op.LOOP_CHECK);
            add(slot);
            leave = hole();
        }
        add(Op.JUMP);
        add(top);
        code.set(exit, code.size());
        if (leave >= 0) {
            code.set(leave, code.size());
        }
    }

    /** Emits the decision between the body, which follows, and what comes after it; answers where the pc of the latter goes. */
    private int fork(Node body, boolean greedy) {
        if (greedy) {
            return split(Shape.first(body));
        }
        int split = split(null);
        int exit = jump();
        code.set(split, code.size());
        return exit;
    }

    private void atomic(Node body) throws RegexException {
        if (body instanceof Node.Repeat repeat && repeat.body() instanceof Node.One one && repeat.greedy()) {
            add(Op.RUN_POSSESSIVE);
            add(set(one.members()));
            add(repeat.min());
            add(repeat.max());
            return;
        }
        add(Op.ATOMIC);
        int after = hole();
        emit(body);
        add(Op.MATCH);
        code.set(after, code.size());
    }

    private void look(Node.Look look) throws RegexException {
        add(look.ahead() ? Op.LOOK_AHEAD : Op.LOOK_BEHIND);
        int after = hole();
        add(look.negative() ? 1 : 0);
        if (!look.ahead()) {
            add(Shape.least(look.body()));
            add(Shape.most(look.body()));
        }
        emit(look.body());
        add(Op.MATCH);
        code.set(after, code.size());
    }

    private int split(@Nullable BitSet preferredFirst) {
        add(Op.SPLIT);
        int alternative = hole();
        add(preferredFirst == null ? -1 : set(preferredFirst));
        add(memos++);
        return alternative;
    }

    private int jump() {
        add(Op.JUMP);
        return hole();
    }

    private int hole() {
        code.add(-1);
        return code.size() - 1;
    }

    private void add(int value) {
        code.add(value);
    }

    private int set(BitSet members) {
        return setIndex.computeIfAbsent(members, key -> {
            sets.add(CodePointSet.of(key));
            return sets.size() - 1;
        });
    }
}
