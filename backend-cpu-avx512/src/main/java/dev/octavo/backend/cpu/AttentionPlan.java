package dev.octavo.backend.cpu;

import dev.octavo.backend.cpu.ffi.NativeKernels;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionSpec;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Attention of one ragged batch; a tile is a task as {@link AttentionShape} cuts them. */
final class AttentionPlan extends CpuPlan<AttentionArgs> {

    private final AttentionShape shape;
    private final AttentionOperands operands;
    private final AttentionTask[] tasks;
    private final int perQueryTile;

    /** Tasks of sequences before sequence i. */
    private final int[] firstTask;

    AttentionPlan(CpuCore core, AttentionSpec spec, String variant, Optional<NativeKernels> kernels) {
        super(core, variant);
        shape = new AttentionShape(spec, core.pool().threads());
        operands = new AttentionOperands(core, spec, shape);
        core.scratch().reserve(Math.max(shape.scratchBytes(), new NativeAttentionScratch(shape).bytes));
        perQueryTile = spec.cache().kvHeads() * shape.headChunks;
        firstTask = new int[spec.maxSequences() + 1];
        tasks = new AttentionTask[core.pool().threads()];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] = task(spec, kernels);
        }
    }

    private AttentionTask task(AttentionSpec spec, Optional<NativeKernels> kernels) {
        return kernels.<AttentionTask>map(inC -> new NativeAttentionTask(spec, shape, operands, inC.attention()))
                .orElseGet(() -> new VectorAttentionTask(spec, shape, operands));
    }

    @Override
    void bind(AttentionArgs args, @Nullable DeviceBuffer workspace) {
        operands.bind(args);
    }

    @Override
    void run() {
        int count = operands.sequences();
        for (int i = 0; i < count; i++) {
            firstTask[i + 1] = firstTask[i] + queryTiles(i) * perQueryTile;
        }
        core.pool().run(this, firstTask[count]);
    }

    private int queryTiles(int sequence) {
        int queries = operands.start(sequence + 1) - operands.start(sequence);
        if (queries == 0) {
            // What an empty sequence says of its length is not looked at.
            return 0;
        }
        if (queries < 0
                || queries > operands.length(sequence)
                || operands.start(sequence + 1) > operands.query.batch()) {
            throw new IllegalArgumentException("sequence " + sequence + " has " + queries + " queries from token "
                    + operands.start(sequence) + " on and " + operands.length(sequence) + " tokens, in a batch of "
                    + operands.query.batch());
        }
        return Math.ceilDiv(queries, shape.queries);
    }

    @Override
    public void run(int worker, int tile) {
        int sequence = Arrays.binarySearch(firstTask, 0, operands.sequences() + 1, tile);
        sequence = sequence < 0 ? -sequence - 2 : sequence;
        // Empty sequences share their first task's number with their successor.
        while (firstTask[sequence + 1] <= tile) {
            sequence++;
        }
        int inside = tile - firstTask[sequence];
        int queryTile = inside / perQueryTile;
        int headChunk = inside % perQueryTile;
        int kvHead = headChunk / shape.headChunks;
        int firstHead = kvHead * shape.group + headChunk % shape.headChunks * shape.heads;
        int heads = Math.min(shape.heads, (kvHead + 1) * shape.group - firstHead);
        tasks[worker].run(core.scratch().of(worker), sequence, queryTile * shape.queries, kvHead, firstHead, heads);
    }
}
