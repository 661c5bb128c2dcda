package dev.octavo.runtime.plan;

import dev.octavo.runtime.graph.Graph;
import dev.octavo.runtime.graph.Node;
import dev.octavo.runtime.graph.Value;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Memory of a step's values. A value that is no longer needed gives its buffer to a later one, so the size does not grow with the number of layers. */
final class Activations implements AutoCloseable {

    private final PlanOptions options;
    private final Value logits;
    private final int[] slotOfValue;
    private final List<DeviceBuffer> slots = new ArrayList<>();

    Activations(Graph graph, PlanOptions options, DeviceMemory memory) {
        this.options = options;
        this.logits = graph.logits();
        this.slotOfValue = new int[graph.values().size()];
        for (long bytes : assign(graph, options.maxTokens(), options.maxLogitRows())) {
            slots.add(memory.allocate(bytes, MemoryKind.DEVICE, "activations"));
        }
    }

    /** Gives each value a slot and returns the slots' sizes in bytes. */
    private List<Long> assign(Graph graph, int maxTokens, int maxLogitRows) {
        int[] lastUse = new int[graph.values().size()];
        for (int i = 0; i < graph.nodes().size(); i++) {
            for (Value value : graph.nodes().get(i).values()) {
                lastUse[value.id()] = i;
            }
        }
        lastUse[graph.logits().id()] = Integer.MAX_VALUE;
        Arrays.fill(slotOfValue, -1);
        List<Long> sizes = new ArrayList<>();
        List<Integer> free = new ArrayList<>();
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            for (Value value : node.values()) {
                if (slotOfValue[value.id()] < 0) {
                    long rows = value.rows() == Value.Rows.TOKENS ? maxTokens : maxLogitRows;
                    slotOfValue[value.id()] = take(
                            free, sizes, rows * value.columns() * type(value).bytes());
                }
            }
            for (Value value : node.values()) {
                int slot = slotOfValue[value.id()];
                if (lastUse[value.id()] == i && !free.contains(slot)) {
                    free.add(slot);
                }
            }
        }
        return sizes;
    }

    /** The smallest free slot that is large enough, else the largest one, grown, else a new one. */
    private static int take(List<Integer> free, List<Long> sizes, long bytes) {
        int best = -1;
        for (int slot : free) {
            if (best < 0 || fitsBetter(sizes.get(slot), sizes.get(best), bytes)) {
                best = slot;
            }
        }
        if (best < 0) {
            sizes.add(bytes);
            return sizes.size() - 1;
        }
        free.remove(Integer.valueOf(best));
        sizes.set(best, Math.max(sizes.get(best), bytes));
        return best;
    }

    private static boolean fitsBetter(long candidate, long best, long bytes) {
        boolean candidateFits = candidate >= bytes;
        boolean bestFits = best >= bytes;
        if (candidateFits != bestFits) {
            return candidateFits;
        }
        return candidateFits ? candidate < best : candidate > best;
    }

    TensorRef tensor(Value value, Layout layout, int firstColumn) {
        DType type = type(value);
        return new TensorRef(slots.get(slotOfValue[value.id()]), (long) firstColumn * type.bytes(), type, layout);
    }

    private DType type(Value value) {
        return options.typeOf(value, logits);
    }

    DeviceBuffer buffer(Value value) {
        return slots.get(slotOfValue[value.id()]);
    }

    long byteSize() {
        return slots.stream().mapToLong(DeviceBuffer::byteSize).sum();
    }

    @Override
    public void close() {
        slots.forEach(DeviceBuffer::close);
    }
}
