package dev.octavo.runtime.schedule;

import java.util.ArrayList;

/**
 * Sequences that wait for admission: a binary heap that knows where each sequence stands, so that any of them can leave in O(log n). A preempted sequence
 * comes back to its place, because the order is by arrival (after priority, if that counts) and never changes.
 */
final class WaitingQueue<S extends Sequence> {

    private final boolean priorities;
    private final ArrayList<S> heap = new ArrayList<>();

    WaitingQueue(boolean priorities) {
        this.priorities = priorities;
    }

    int size() {
        return heap.size();
    }

    boolean isEmpty() {
        return heap.isEmpty();
    }

    S first() {
        return heap.getFirst();
    }

    /** All of them, in no order. */
    Iterable<S> all() {
        return heap;
    }

    void add(S sequence) {
        heap.add(sequence);
        up(heap.size() - 1, sequence);
    }

    @SuppressWarnings("ReferenceEquality") // sequences have identity
    void remove(S sequence) {
        int hole = sequence.heapIndex();
        S last = heap.removeLast();
        sequence.heapIndex(-1);
        if (last == sequence) {
            return;
        }
        up(hole, last);
        if (last.heapIndex() == hole) {
            down(hole, last);
        }
    }

    private void up(int from, S sequence) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) / 2;
            if (!sequence.before(heap.get(parent), priorities)) {
                break;
            }
            put(at, heap.get(parent));
            at = parent;
        }
        put(at, sequence);
    }

    private void down(int from, S sequence) {
        int at = from;
        while (2 * at + 1 < heap.size()) {
            int child = 2 * at + 1;
            if (child + 1 < heap.size() && heap.get(child + 1).before(heap.get(child), priorities)) {
                child++;
            }
            if (!heap.get(child).before(sequence, priorities)) {
                break;
            }
            put(at, heap.get(child));
            at = child;
        }
        put(at, sequence);
    }

    private void put(int at, S sequence) {
        heap.set(at, sequence);
        sequence.heapIndex(at);
    }
}
