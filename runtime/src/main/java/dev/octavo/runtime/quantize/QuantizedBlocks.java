package dev.octavo.runtime.quantize;

import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.runtime.quantize.QuantizationPlan.Target;
import dev.octavo.spi.ResourceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Quantised tensors, in memory or in a mapped file.
 *
 * @param tensors by name
 * @param file the mapped file, empty for memory
 * @param resource frees them
 */
record QuantizedBlocks(Map<String, HostTensor> tensors, Optional<Checkpoint> file, Runnable resource)
        implements AutoCloseable {

    private static final long ALIGNMENT = 64;

    /** Those of a file that was checked to hold them. */
    static QuantizedBlocks mapped(QuantizationPlan plan, Checkpoint file) {
        Map<String, HostTensor> tensors = new HashMap<>();
        for (Target target : plan.targets()) {
            tensors.put(target.name(), file.require(target.name(), target.rows(), target.columns()));
        }
        return new QuantizedBlocks(tensors, Optional.of(file), file::close);
    }

    /**
     * Those that {@code producer} writes into memory.
     *
     * @throws ResourceException if there is not enough
     */
    static QuantizedBlocks inMemory(QuantizationPlan plan, Consumer<BlockSink> producer) {
        Arena arena = Arena.ofShared();
        try {
            List<MemorySegment> segments = plan.targets().stream()
                    .map(target -> arena.allocate(target.bytes(), ALIGNMENT))
                    .toList();
            producer.accept((target, at, blocks, length) ->
                    MemorySegment.copy(MemorySegment.ofArray(blocks), 0, segments.get(target), at, length));
            Map<String, HostTensor> tensors = new HashMap<>();
            for (int i = 0; i < segments.size(); i++) {
                Target target = plan.targets().get(i);
                tensors.put(
                        target.name(),
                        HostTensor.blocked(
                                target.name(),
                                target.type(),
                                List.of((long) target.rows(), (long) target.columns()),
                                segments.get(i).asReadOnly()));
            }
            return new QuantizedBlocks(tensors, Optional.empty(), () -> close(arena));
        } catch (OutOfMemoryError e) {
            arena.close();
            throw new ResourceException(
                    "no memory for " + plan.bytes()
                            + " bytes of quantised weights; use a quantisation cache, which is mapped",
                    e);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    private static void close(Arena arena) {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    <T> T reading(Supplier<T> action) {
        return file.isPresent() ? file.get().reading(action) : action.get();
    }

    @Override
    public void close() {
        resource.run();
    }
}
