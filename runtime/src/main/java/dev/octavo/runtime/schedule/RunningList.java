package dev.octavo.runtime.schedule;

import java.util.ArrayList;
import java.util.List;

/** The running sequences in the order of their admission, with a cursor that stays right while sequences leave. */
final class RunningList<S extends Sequence> {

    private final boolean priorities;
    private final ArrayList<S> sequences = new ArrayList<>();
    private int cursor;

    RunningList(boolean priorities) {
        this.priorities = priorities;
    }

    int size() {
        return sequences.size();
    }

    boolean isEmpty() {
        return sequences.isEmpty();
    }

    List<S> all() {
        return sequences;
    }

    void rewind() {
        cursor = 0;
    }

    boolean hasNext() {
        return cursor < sequences.size();
    }

    S next() {
        return sequences.get(cursor++);
    }

    /** Sequences behind the cursor's last one. */
    int behind() {
        return sequences.size() - cursor;
    }

    void add(S sequence) {
        sequences.add(sequence);
    }

    void remove(S sequence) {
        int at = sequences.lastIndexOf(sequence);
        sequences.remove(at);
        if (at < cursor) {
            cursor--;
        }
    }

    /** Who loses its blocks when there are too few: the one admitted last, or under priorities the least urgent and of those the newest. */
    S victim() {
        S victim = sequences.getLast();
        if (priorities) {
            for (S candidate : sequences) {
                if (victim.before(candidate, true)) {
                    victim = candidate;
                }
            }
        }
        return victim;
    }
}
