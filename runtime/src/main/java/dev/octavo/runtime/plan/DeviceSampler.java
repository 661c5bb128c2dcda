package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.RowDraws;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.DrawSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Chooses tokens on the device, so that of most rows of logits a number comes back in place of a vocabulary. */
final class DeviceSampler implements AutoCloseable {

    private static final int NUMBERS = RowDraws.NUMBERS;

    private final Plan<TensorOpArgs> plan;
    private final DeviceBuffer settings;
    private final DeviceBuffer numbers;
    private final DeviceBuffer tokens;
    private final @Nullable DeviceBuffer workspace;

    private DeviceSampler(Backend backend, DrawSpec spec, int maxRows, Optional<TokenFeed> feed) {
        DeviceMemory memory = backend.memory();
        plan = backend.ops().prepare(spec);
        long bytes = 4L * NUMBERS * maxRows;
        settings = memory.allocate(bytes, MemoryKind.DEVICE, "sampling settings");
        numbers = memory.allocate(bytes, MemoryKind.DEVICE, "random numbers");
        tokens = feed.map(TokenFeed::drawn)
                .orElseGet(() -> memory.allocate(4L * maxRows, MemoryKind.DEVICE, "sampled tokens"));
        workspace = plan.workspaceBytes() == 0
                ? null
                : memory.allocate(plan.workspaceBytes(), MemoryKind.DEVICE, "sampling workspace");
    }

    /** Whether the device can draw by itself from logits that the host does not see where they are; the host's sampler is faster than an emulation. */
    static boolean fits(Backend backend, TensorRef logits, PlanReport report) {
        if (logits.buffer().hostView().isPresent()) {
            return false;
        }
        Support support = backend.ops().support(spec(logits));
        report.accept("draw", support);
        return support instanceof Support.Native;
    }

    private static DrawSpec spec(TensorRef logits) {
        return new DrawSpec(logits.layout().columns(), DType.F32);
    }

    /**
     * One for such logits.
     *
     * @param logits as many rows as a step may have
     * @param feed gets what is drawn, for the next step
     */
    static DeviceSampler of(Backend backend, TensorRef logits, Optional<TokenFeed> feed) {
        return new DeviceSampler(backend, spec(logits), logits.layout().rows(), feed);
    }

    /** Enqueues the draws of the rows that were asked for. */
    void enqueue(CommandQueue queue, RowDraws draws, TensorRef logits) {
        int rows = draws.rows();
        if (rows == 0) {
            return;
        }
        upload(queue, draws.settings(), settings, rows);
        upload(queue, draws.draws(), numbers, rows);
        TensorRef drawn = TensorRef.matrix(tokens, DType.I32, rows, 1);
        plan.enqueue(
                queue,
                new TensorOpArgs(
                        List.of(
                                logits.view(
                                        0, Layout.matrix(rows, logits.layout().columns())),
                                TensorRef.matrix(settings, DType.F32, rows, NUMBERS),
                                TensorRef.matrix(numbers, DType.I32, rows, NUMBERS)),
                        List.of(drawn)),
                workspace);
        queue.download(tokens, 0, draws.tokens().asSlice(0, 4L * rows));
    }

    private static void upload(CommandQueue queue, MemorySegment source, DeviceBuffer target, int rows) {
        queue.upload(source.asSlice(0, 4L * NUMBERS * rows), target, 0);
    }

    @Override
    public void close() {
        plan.close();
        settings.close();
        numbers.close();
        tokens.close();
        if (workspace != null) {
            workspace.close();
        }
    }
}
