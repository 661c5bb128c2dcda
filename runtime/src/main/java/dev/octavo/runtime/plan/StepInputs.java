package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.TensorRef;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The batch on the device. Where the host sees device memory, the batch is filled in place and nothing is copied; elsewhere the used part is uploaded before each step, out of one of two batches: a step may
 * be launched while the one before it still reads the other.
 */
final class StepInputs implements AutoCloseable {

    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private static final String[] LABELS = {"token ids", "positions", "query starts", "sequence lengths", "logit tokens"
    };

    private final List<StepBatch> batches;
    private final List<List<MemorySegment>> hostSegments;
    private final boolean inPlace;

    StepInputs(DeviceMemory memory, int maxTokens, int maxSequences, int maxBlocksPerSequence, int groups) {
        List<Long> counts = StepBatch.capacities(maxTokens, maxSequences, maxBlocksPerSequence, groups);
        for (int i = 0; i < counts.size(); i++) {
            buffers.add(memory.allocate(Math.max(4, counts.get(i) * 4), MemoryKind.DEVICE, label(i)));
        }
        inPlace = buffers.stream().allMatch(buffer -> buffer.hostView().isPresent());
        batches = inPlace
                ? List.of(new StepBatch(
                        maxTokens,
                        maxSequences,
                        maxBlocksPerSequence,
                        buffers.stream()
                                .map(buffer -> buffer.hostView().orElseThrow())
                                .toList()))
                : List.of(
                        new StepBatch(maxTokens, maxSequences, maxBlocksPerSequence, groups),
                        new StepBatch(maxTokens, maxSequences, maxBlocksPerSequence, groups));
        hostSegments = batches.stream().map(StepBatch::segments).toList();
    }

    private static String label(int index) {
        return index < LABELS.length ? LABELS[index] : index % 2 == 1 ? "slot mapping" : "block table";
    }

    /** One, or two that take turns. */
    List<StepBatch> batches() {
        return batches;
    }

    /** Brings what a batch uses to the device, but not tokens that it does not know. */
    void upload(CommandSink sink, StepBatch batch) {
        if (inPlace) {
            return;
        }
        List<MemorySegment> segments = hostSegments.get(batches.indexOf(batch));
        for (int i = batch.drawnTokens() > 0 ? 1 : 0; i < buffers.size(); i++) {
            sink.upload(segments.get(i).asSlice(0, 4L * used(batch, i)), buffers.get(i), 0);
        }
    }

    /** Numbers of a segment that a batch uses. */
    private static int used(StepBatch batch, int index) {
        return switch (index) {
            case 0, 1 -> batch.tokens();
            case 2 -> batch.sequences() + 1;
            case 3 -> batch.sequences();
            case 4 -> batch.logitRows();
            default -> index % 2 == 1 ? batch.tokens() : batch.sequences() * batch.maxBlocksPerSequence();
        };
    }

    private TensorRef vector(int index, int count) {
        return TensorRef.vector(buffers.get(index), DType.I32, count);
    }

    TensorRef tokenIds(int count) {
        return vector(0, count);
    }

    TensorRef positions(int count) {
        return vector(1, count);
    }

    TensorRef queryStart(int count) {
        return vector(2, count);
    }

    TensorRef sequenceLengths(int count) {
        return vector(3, count);
    }

    TensorRef logitTokens(int count) {
        return vector(4, count);
    }

    /** The slot mapping of a group of layers. */
    TensorRef slots(int group, int count) {
        return vector(LABELS.length + 2 * group, count);
    }

    /** The block table of a group of layers. */
    TensorRef blockTable(int group, int sequences) {
        DeviceBuffer buffer = buffers.get(LABELS.length + 2 * group + 1);
        return new TensorRef(
                buffer,
                0,
                DType.I32,
                Layout.matrix(sequences, batches.getFirst().maxBlocksPerSequence()));
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
    }
}
