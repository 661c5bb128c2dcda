package dev.octavo.runtime.quantize;

import dev.octavo.runtime.load.Checkpoint;
import dev.octavo.runtime.load.DTypeConversion;
import dev.octavo.runtime.load.HostTensor;
import dev.octavo.runtime.load.LoadProgress;
import dev.octavo.runtime.quantize.QuantizationPlan.Target;
import dev.octavo.spi.UserException;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Quantises all tensors of a plan, with several threads. Each takes the next piece of a tensor until none is left, so memory is a few megabytes per thread, however large the tensors are. Blocks do not depend on the number of threads.
 */
final class TensorQuantizer {

    private static final String PHASE = "quantizing weights";

    /** Weights of a piece; whole blocks of each type. */
    private static final int PIECE = 1 << 19;

    /** Weights that are widened at once, so that they stay in a core's own cache. */
    private static final int STRETCH = 1 << 15;

    private final QuantizationPlan plan;
    private final List<HostTensor> tensors;
    private final BlockSink sink;
    private final LoadProgress progress;
    private final AtomicInteger nextPiece = new AtomicInteger();
    private final AtomicLong doneWeights = new AtomicLong();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final int[] firstPiece;
    private final long total;

    TensorQuantizer(QuantizationPlan plan, Checkpoint source, BlockSink sink, LoadProgress progress) {
        this.plan = plan;
        this.tensors = plan.targets().stream()
                .map(target -> source.require(target.name(), target.rows(), target.columns()))
                .toList();
        this.sink = sink;
        this.progress = progress;
        this.total = plan.weights();
        this.firstPiece = new int[plan.targets().size() + 1];
        for (int i = 0; i < plan.targets().size(); i++) {
            long pieces = Math.ceilDiv(plan.targets().get(i).weights(), (long) PIECE);
            firstPiece[i + 1] = Math.toIntExact(firstPiece[i] + pieces);
        }
    }

    /**
     * Quantises; the caller's thread works too, and reports progress.
     *
     * @param threads how many in all
     * @throws UserException if a tensor cannot be quantised; the message names it
     * @throws UncheckedIOException if the sink fails
     */
    void run(int threads) {
        int helpers = Math.clamp(threads, 1, firstPiece[firstPiece.length - 1]) - 1;
        Thread[] others = new Thread[helpers];
        for (int i = 0; i < helpers; i++) {
            others[i] =
                    Thread.ofPlatform().daemon().name("octavo-quantizing-", i).start(() -> work(false));
        }
        work(true);
        for (Thread other : others) {
            join(other);
        }
        switch (failure.get()) {
            case null -> progress.report(PHASE, sourceBytes(total), sourceBytes(total));
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                failure.compareAndSet(
                        null, new dev.octavo.spi.ResourceException("quantising was interrupted; open the model again"));
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(boolean reports) {
        try {
            Worker worker = new Worker();
            int pieces = firstPiece[firstPiece.length - 1];
            for (int piece = nextPiece.getAndIncrement();
                    piece < pieces && failure.get() == null;
                    piece = nextPiece.getAndIncrement()) {
                int target = targetOf(piece);
                long weights = worker.quantise(target, (long) (piece - firstPiece[target]) * PIECE);
                long done = doneWeights.addAndGet(weights);
                if (reports && done < total) {
                    progress.report(PHASE, sourceBytes(done), sourceBytes(total));
                }
            }
        } catch (IOException e) {
            failure.compareAndSet(null, new UncheckedIOException(e));
        } catch (Throwable e) {
            // Handed to the thread that waits, which throws it.
            failure.compareAndSet(null, e);
        }
    }

    /** Progress is told in bytes; all weights have the width of the first tensor's, as nearly always. */
    private long sourceBytes(long weights) {
        return weights * tensors.getFirst().dtype().bytes();
    }

    private int targetOf(int piece) {
        int low = 0;
        int high = firstPiece.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (firstPiece[middle] <= piece) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Buffers of one thread. */
    private final class Worker {

        private final float[] stretch = new float[STRETCH];
        private final MemorySegment stretchBytes = MemorySegment.ofArray(stretch);
        private final byte[] blocks = new byte[PIECE / BlockType.Q8_0.weights() * BlockType.Q8_0.bytes()];
        private final Map<BlockType, BlockQuantizer> quantizers = new EnumMap<>(BlockType.class);

        /** Quantises a piece and returns how many weights it had. */
        long quantise(int number, long first) throws IOException {
            Target target = plan.targets().get(number);
            HostTensor tensor = tensors.get(number);
            BlockType type = target.type();
            BlockQuantizer quantizer = quantizers.computeIfAbsent(type, BlockQuantizer::of);
            int count = (int) Math.min(PIECE, target.weights() - first);
            int length = 0;
            for (int at = 0; at < count; at += STRETCH) {
                int some = Math.min(STRETCH, count - at);
                MemorySegment from =
                        tensor.data().asSlice((first + at) * tensor.dtype().bytes());
                DTypeConversion.convert(from, tensor.dtype(), stretchBytes, DType.F32, some);
                quantise(quantizer, target, some, length);
                length += some / type.weights() * type.bytes();
            }
            sink.accept(number, first / type.weights() * type.bytes(), blocks, length);
            return count;
        }

        private void quantise(BlockQuantizer quantizer, Target target, int count, int at) {
            try {
                quantizer.quantise(stretch, count, blocks, at);
            } catch (UserException e) {
                throw new UserException(
                        "tensor " + target.name() + " " + e.getMessage()
                                + "; leave out --quantization, or check that the checkpoint is whole",
                        e);
            }
        }
    }
}
