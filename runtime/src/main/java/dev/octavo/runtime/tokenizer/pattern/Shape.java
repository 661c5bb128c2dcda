package dev.octavo.runtime.tokenizer.pattern;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What can be said about a node without running it. */
final class Shape {

    private static final int UNBOUNDED = -1;
    private static final int FAR = 1 << 20;

    private Shape() {}

    static boolean nullable(Node node) {
        return least(node) == 0;
    }

    /** The least number of code points that a match consumes. */
    static int least(Node node) {
        return switch (node) {
            case Node.One one -> 1;
            case Node.Sequence sequence ->
                capped(sequence.parts().stream().mapToLong(Shape::least).sum());
            case Node.Choice choice ->
                choice.alternatives().stream().mapToInt(Shape::least).min().orElse(0);
            case Node.Repeat repeat -> capped((long) least(repeat.body()) * repeat.min());
            case Node.Atomic atomic -> least(atomic.body());
            case Node.Look look -> 0;
            case Node.Assertion assertion -> 0;
        };
    }

    /** The most code points that a match consumes, -1 where there is no bound. */
    static int most(Node node) {
        return switch (node) {
            case Node.One one -> 1;
            case Node.Sequence sequence -> {
                long sum = 0;
                for (Node part : sequence.parts()) {
                    int most = most(part);
                    sum = most == UNBOUNDED || sum == UNBOUNDED ? UNBOUNDED : sum + most;
                }
                yield sum > FAR ? UNBOUNDED : (int) sum;
            }
            case Node.Choice choice -> {
                int highest = 0;
                for (Node alternative : choice.alternatives()) {
                    int most = most(alternative);
                    highest = most == UNBOUNDED || highest == UNBOUNDED ? UNBOUNDED : Math.max(highest, most);
                }
                yield highest;
            }
            case Node.Repeat repeat -> {
                long product = (long) most(repeat.body()) * repeat.max();
                yield most(repeat.body()) == UNBOUNDED || repeat.max() == UNBOUNDED || product > FAR
                        ? UNBOUNDED
                        : (int) product;
            }
            case Node.Atomic atomic -> most(atomic.body());
            case Node.Look look -> 0;
            case Node.Assertion assertion -> 0;
        };
    }

    /** A superset of the code points that a match starts with; null where a match may be empty. */
    static @Nullable BitSet first(Node node) {
        return switch (node) {
            case Node.One one -> one.members();
            case Node.Sequence sequence -> {
                BitSet union = new BitSet();
                for (Node part : sequence.parts()) {
                    collect(part, union);
                    if (!nullable(part)) {
                        yield union;
                    }
                }
                yield null;
            }
            case Node.Choice choice -> {
                BitSet union = new BitSet();
                choice.alternatives().forEach(part -> collect(part, union));
                yield nullable(choice) ? null : union;
            }
            case Node.Repeat repeat -> repeat.min() == 0 ? null : first(repeat.body());
            case Node.Atomic atomic -> first(atomic.body());
            case Node.Look look -> null;
            case Node.Assertion assertion -> null;
        };
    }

    /** Adds what a match of {@code node} may start with where it is not empty. */
    private static void collect(Node node, BitSet union) {
        switch (node) {
            case Node.One one -> union.or(one.members());
            case Node.Sequence sequence -> {
                for (Node part : sequence.parts()) {
                    collect(part, union);
                    if (!nullable(part)) {
                        return;
                    }
                }
            }
            case Node.Choice choice -> choice.alternatives().forEach(part -> collect(part, union));
            case Node.Repeat repeat -> collect(repeat.body(), union);
            case Node.Atomic atomic -> collect(atomic.body(), union);
            case Node.Look look -> {}
            case Node.Assertion assertion -> {}
        }
    }

    private static int capped(long value) {
        return (int) Math.min(value, FAR);
    }
}
