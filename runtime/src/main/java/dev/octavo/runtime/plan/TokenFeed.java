package dev.octavo.runtime.plan;

import dev.octavo.runtime.execute.StepBatch;
import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Feeds tokens that a step draws to the next one on the device: a table of these and of what the host knows, and the rows of it that a step takes. The queue runs in order, so the table has the draws of the
 * step before when it is read.
 */
final class TokenFeed implements AutoCloseable {

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

    private final Plan<TensorOpArgs> plan;
    private final int maxRows;
    private final DeviceBuffer table;
    private final DeviceBuffer drawn;
    private final DeviceBuffer picks;
    private final @Nullable DeviceBuffer workspace;
    private final MemorySegment[] hostPicks;
    private int turn;

    private TokenFeed(Backend backend, GatherSpec spec, int maxRows, int maxTokens) {
        this.maxRows = maxRows;
        plan = backend.ops().prepare(spec);
        table = backend.memory()
                .allocate(4L * (maxRows + maxTokens), MemoryKind.DEVICE, "tokens of this and the last step");
        drawn = table.slice(0, 4L * maxRows);
        picks = backend.memory().allocate(4L * maxTokens, MemoryKind.DEVICE, "which of them a step takes");
        workspace = plan.workspaceBytes() == 0
                ? null
                : backend.memory().allocate(plan.workspaceBytes(), MemoryKind.DEVICE, "token feed workspace");
        Arena arena = Arena.ofAuto();
        hostPicks = new MemorySegment[] {arena.allocate(INT, maxTokens), arena.allocate(INT, maxTokens)};
    }

    /** One if the device can copy whole numbers by their places. */
    static Optional<TokenFeed> of(Backend backend, int maxRows, int maxTokens, PlanReport report) {
        GatherSpec spec = new GatherSpec(1, DType.I32, DType.I32, 1);
        Support support = backend.ops().support(spec);
        report.accept("token feed", support);
        return support instanceof Support.Native
                ? Optional.of(new TokenFeed(backend, spec, maxRows, maxTokens))
                : Optional.empty();
    }

    /** Where draws go, a number for each row of logits. */
    DeviceBuffer drawn() {
        return drawn;
    }

    /**
     * Enqueues what completes the batch's tokens.
     *
     * @param batch some of whose tokens the last step draws
     * @param tokenIds gets all of them
     */
    void enqueue(CommandQueue queue, StepBatch batch, TensorRef tokenIds) {
        int tokens = batch.tokens();
        MemorySegment ids = batch.tokenIds();
        // Two, as there are batches: the step in flight may still read the other.
        MemorySegment chosen = hostPicks[turn ^= 1];
        for (int i = 0; i < tokens; i++) {
            int id = ids.getAtIndex(INT, i);
            chosen.setAtIndex(INT, i, id < 0 ? ~id : maxRows + i);
        }
        queue.upload(ids.asSlice(0, 4L * tokens), table, 4L * maxRows);
        queue.upload(chosen.asSlice(0, 4L * tokens), picks, 0);
        Layout column = Layout.matrix(tokens, 1);
        plan.enqueue(
                queue,
                new TensorOpArgs(
                        List.of(
                                TensorRef.matrix(table, DType.I32, maxRows + tokens, 1),
                                TensorRef.vector(picks, DType.I32, tokens)),
                        List.of(tokenIds.view(0, column))),
                workspace);
    }

    @Override
    public void close() {
        plan.close();
        table.close();
        picks.close();
        if (workspace != null) {
            workspace.close();
        }
    }
}
