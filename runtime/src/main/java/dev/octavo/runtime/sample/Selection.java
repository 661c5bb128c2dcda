package dev.octavo.runtime.sample;

/** Finds thresholds in unsorted numbers without sorting them all. */
final class Selection {

    private static final int HEAP_LIMIT = 256;

    private Selection() {}

    /**
     * The k-th largest of the first {@code n} values.
     *
     * @param k 1 to n
     * @param scratch at least n long; overwritten
     */
    static float kthLargest(float[] values, int n, int k, float[] scratch) {
        return k <= HEAP_LIMIT ? byHeap(values, n, k, scratch) : byPartition(values, n, k, scratch);
    }

    private static float byHeap(float[] values, int n, int k, float[] heap) {
        System.arraycopy(values, 0, heap, 0, k);
        for (int i = k / 2 - 1; i >= 0; i--) {
            siftDown(heap, k, i);
        }
        for (int i = k; i < n; i++) {
            if (values[i] > heap[0]) {
                heap[0] = values[i];
                siftDown(heap, k, 0);
            }
        }
        return heap[0];
    }

    private static void siftDown(float[] heap, int size, int from) {
        float value = heap[from];
        int at = from;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
    }

    private static float byPartition(float[] values, int n, int k, float[] work) {
        System.arraycopy(values, 0, work, 0, n);
        int wanted = k - 1;
        int low = 0;
        int high = n - 1;
        while (low < high) {
            float pivot = median(work[low], work[(low + high) >>> 1], work[high]);
            int i = low;
            int j = high;
            while (i <= j) {
                while (work[i] > pivot) {
                    i++;
                }
                while (work[j] < pivot) {
                    j--;
                }
                if (i <= j) {
                    float held = work[i];
                    work[i++] = work[j];
                    work[j--] = held;
                }
            }
            if (wanted <= j) {
                high = j;
            } else if (wanted >= i) {
                low = i;
            } else {
                return work[wanted];
            }
        }
        return work[wanted];
    }

    private static float median(float a, float b, float c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    /** Orders tokens by value, then by id: greater keys are more likely tokens. */
    static long key(float value, int token) {
        // Both zeros are one.
        int bits = Float.floatToIntBits(value + 0f);
        int ordered = bits ^ ((bits >> 31) & 0x7FFFFFFF);
        return ((long) ordered << 32) | token;
    }

    /**
     * The smallest key that belongs to the nucleus: a token is kept while the weights of all greater keys sum to less than {@code mass}.
     *
     * @param keys from {@link #key}; reordered
     * @param n how many, at least 1
     * @param weights by token
     * @param mass in {@link BlockSums#count}s
     */
    static long nucleus(long[] keys, int n, float[] weights, long mass) {
        long kept = Long.MAX_VALUE;
        long above = 0;
        int low = 0;
        int high = n;
        while (low < high) {
            int split = partition(keys, low, high);
            long upper = 0;
            for (int i = low; i < split; i++) {
                upper += BlockSums.count(weights[(int) keys[i]]);
            }
            if (above + upper >= mass && split > low) {
                high = split;
            } else if (above + upper >= mass) {
                break;
            } else {
                kept = keys[split];
                above += upper + BlockSums.count(weights[(int) kept]);
                low = split + 1;
            }
        }
        return kept;
    }

    /** Moves keys greater than a pivot before it; returns where the pivot came to lie. */
    private static int partition(long[] keys, int low, int high) {
        swap(keys, (low + high) >>> 1, high - 1);
        long pivot = keys[high - 1];
        int split = low;
        for (int i = low; i < high - 1; i++) {
            if (keys[i] > pivot) {
                swap(keys, i, split++);
            }
        }
        swap(keys, split, high - 1);
        return split;
    }

    private static void swap(long[] keys, int i, int j) {
        long held = keys[i];
        keys[i] = keys[j];
        keys[j] = held;
    }
}
