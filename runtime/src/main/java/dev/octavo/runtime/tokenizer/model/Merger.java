package dev.octavo.runtime.tokenizer.model;

import dev.octavo.runtime.tokenizer.text.IntList;
import java.util.Arrays;

/**
 * Merges the symbols of a word: always the pair of the lowest rank, the leftmost of equal ones. Short words are scanned, long ones go
 * through a heap over a linked list, in O(n log n). Scratch space of one thread.
 */
final class Merger {

    private static final int SHORT = 48;
    private static final int GONE = -1;

    private final PairTable pairs;
    private final long[] links = new long[SHORT];

    Merger(PairTable pairs) {
        this.pairs = pairs;
    }

    /** Merges {@code symbols} from {@code from} on, in place. */
    void merge(IntList symbols, int from) {
        int count = symbols.size() - from;
        if (count < 2) {
            return;
        }
        if (count <= SHORT) {
            mergeShort(symbols, from, count);
        } else {
            mergeLong(symbols, from, count);
        }
    }

    private void mergeShort(IntList symbols, int from, int symbolCount) {
        int count = symbolCount;
        for (int i = 0; i + 1 < count; i++) {
            links[i] = pairs.find(symbols.at(from + i), symbols.at(from + i + 1));
        }
        while (count > 1) {
            int best = lowest(count - 1);
            if (links[best] == PairTable.NONE) {
                break;
            }
            symbols.set(from + best, (int) links[best]);
            for (int i = best + 1; i + 1 < count; i++) {
                symbols.set(from + i, symbols.at(from + i + 1));
            }
            System.arraycopy(links, best + 1, links, best, count - best - 2);
            count--;
            if (best > 0) {
                links[best - 1] = pairs.find(symbols.at(from + best - 1), symbols.at(from + best));
            }
            if (best + 1 < count) {
                links[best] = pairs.find(symbols.at(from + best), symbols.at(from + best + 1));
            }
        }
        symbols.truncate(from + count);
    }

    private int lowest(int count) {
        int best = 0;
        long rank = links[0] >>> 32;
        for (int i = 1; i < count; i++) {
            if (links[i] >>> 32 < rank) {
                rank = links[i] >>> 32;
                best = i;
            }
        }
        return best;
    }

    private void mergeLong(IntList symbols, int from, int count) {
        int[] ids = symbols.toArray(from);
        int[] next = new int[count];
        int[] previous = new int[count];
        MergeHeap heap = new MergeHeap(count);
        for (int i = 0; i < count; i++) {
            next[i] = i + 1;
            previous[i] = i - 1;
            offer(heap, ids, i, i + 1);
        }
        while (!heap.isEmpty()) {
            long entry = heap.poll();
            int left = (int) entry;
            int right = ids[left] == GONE ? count : next[left];
            if (right >= count) {
                continue;
            }
            long pair = pairs.find(ids[left], ids[right]);
            if (pair == PairTable.NONE || pair >>> 32 != entry >>> 32) {
                continue;
            }
            ids[left] = (int) pair;
            ids[right] = GONE;
            next[left] = next[right];
            if (next[right] < count) {
                previous[next[right]] = left;
            }
            if (previous[left] >= 0) {
                offer(heap, ids, previous[left], left);
            }
            offer(heap, ids, left, next[left]);
        }
        symbols.truncate(from);
        for (int id : Arrays.stream(ids).filter(id -> id != GONE).toArray()) {
            symbols.add(id);
        }
    }

    private void offer(MergeHeap heap, int[] ids, int left, int right) {
        if (right < ids.length) {
            long pair = pairs.find(ids[left], ids[right]);
            if (pair != PairTable.NONE) {
                heap.add(pair >>> 32 << 32 | left);
            }
        }
    }
}
