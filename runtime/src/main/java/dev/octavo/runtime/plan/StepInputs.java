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
 * The batch on the device. Where the host sees device memory, the batch is filled in place and nothing is copied; elsewhere the used part is uploaded before each step.
 */
final class StepInputs implements AutoCloseable {

    private final List<DeviceBuffer> buffers = new ArrayList<>();
    private final StepBatch batch;
    private final boolean inPlace;

    StepInputs(DeviceMemory memory, int maxTokens, int maxSequences, int maxBlocksPerSequence) {
        long[] counts = {
            maxTokens,
            maxTokens,
            maxTokens,
            maxSequences + 1L,
            maxSequences,
            (long) maxSequences * maxBlocksPerSequence,
            maxTokens
        };
        String[] labels = {
            "token ids", "positions", "slot mapping", "query starts", "sequence lengths", "block table", "logit tokens"
        };
        for (int i = 0; i < counts.length; i++) {
            buffers.add(memory.allocate(Math.max(4, counts[i] * 4), MemoryKind.DEVICE, labels[i]));
        }
        inPlace = buffers.stream().allMatch(buffer -> buffer.hostView().isPresent());
        batch = inPlace
                ? new StepBatch(
                        maxTokens,
                        maxSequences,
                        maxBlocksPerSequence,
                        buffers.stream()
                                .map(buffer -> buffer.hostView().orElseThrow())
                                .toList())
                : new StepBatch(maxTokens, maxSequences, maxBlocksPerSequence);
    }

    StepBatch batch() {
        return batch;
    }

    /** Brings what the batch uses to the device. */
    void upload(CommandSink sink) {
        if (inPlace) {
            return;
        }
        List<MemorySegment> sources = batch.segments();
        int[] counts = {
            batch.tokens(),
            batch.tokens(),
            batch.tokens(),
            batch.sequences() + 1,
            batch.sequences(),
            batch.sequences() * batch.maxBlocksPerSequence(),
            batch.logitRows()
        };
        for (int i = 0; i < counts.length; i++) {
            sink.upload(sources.get(i).asSlice(0, 4L * counts[i]), buffers.get(i), 0);
        }
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

    TensorRef slots(int count) {
        return vector(2, count);
    }

    TensorRef queryStart(int count) {
        return vector(3, count);
    }

    TensorRef sequenceLengths(int count) {
        return vector(4, count);
    }

    TensorRef blockTable(int sequences) {
        return new TensorRef(buffers.get(5), 0, DType.I32, Layout.matrix(sequences, batch.maxBlocksPerSequence()));
    }

    TensorRef logitTokens(int count) {
        return vector(6, count);
    }

    @Override
    public void close() {
        buffers.forEach(DeviceBuffer::close);
    }
}
