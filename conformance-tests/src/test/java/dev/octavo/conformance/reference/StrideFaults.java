package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Tensors that are taken to lie as another one does, results at the ends of a type's range, and what shows beside other threads and plans alone. */
final class StrideFaults {

    private StrideFaults() {}

    static Stream<Mutant> all() {
        Stream<Mutant> saturating = Stream.of(
                        Surface.ELEMENTWISE, Surface.GATHER, Surface.ROPE, Surface.RMS_NORM, Surface.LAYER_NORM)
                .map(StrideFaults::saturates);
        return Stream.of(pitches(), saturating, rare()).flatMap(all -> all);
    }

    private static Stream<Mutant> pitches() {
        return Stream.of(
                operands(
                        "elementwise",
                        "the second operand has the pitch of the first",
                        args -> new TensorOpArgs(
                                like(args.inputs(), 1, args.inputs().getFirst()), args.outputs())),
                operands(
                        "elementwise-out",
                        "elementwise",
                        "the first operand has the pitch of the output",
                        args -> new TensorOpArgs(
                                like(args.inputs(), 0, args.outputs().getFirst()), args.outputs())),
                operands(
                        "activation",
                        "the value has the pitch of the gate",
                        args -> args.inputs().size() < 2
                                ? args
                                : new TensorOpArgs(
                                        like(args.inputs(), 1, args.inputs().getFirst()), args.outputs())),
                operands(
                        "rmsnorm",
                        "the residual has the pitch of the output",
                        args -> args.outputs().size() < 2
                                ? args
                                : new TensorOpArgs(
                                        args.inputs(),
                                        like(args.outputs(), 1, args.outputs().getFirst()))),
                operands(
                        "rope",
                        "sines have the pitch of cosines",
                        args -> args.inputs().size() < 3
                                ? args
                                : new TensorOpArgs(
                                        like(args.inputs(), 2, args.inputs().get(1)), args.outputs())),
                new Mutant(
                        "gemm-residual-pitch",
                        List.of("gemm"),
                        "a residual has the pitch of the output",
                        right -> WrappedFamilies.gemm(
                                right,
                                spec -> new WrappedPlan<>(
                                        right.gemm().prepare(spec),
                                        args -> new GemmArgs(
                                                args.a(),
                                                args.weights(),
                                                args.out(),
                                                args.operands().stream()
                                                        .map(operand -> like(operand, args.out()))
                                                        .toList(),
                                                args.expertOffsets())))),
                operands(
                        "rmsnorm-batch",
                        "rmsnorm",
                        "rows of a batch entry have no gaps",
                        args -> new TensorOpArgs(
                                args.inputs().stream().map(StrideFaults::dense).toList(), args.outputs())));
    }

    private static Mutant operands(String family, String what, UnaryOperator<TensorOpArgs> change) {
        return operands(family, family, what, change);
    }

    private static Mutant operands(String id, String family, String what, UnaryOperator<TensorOpArgs> change) {
        return new Mutant(
                id + "-pitch",
                List.of(family),
                what,
                right -> WrappedFamilies.ops(
                        right, spec -> new WrappedPlan<>(right.ops().prepare(spec), change)));
    }

    private static List<TensorRef> like(List<TensorRef> refs, int index, TensorRef other) {
        List<TensorRef> changed = new ArrayList<>(refs);
        changed.set(index, like(refs.get(index), other));
        return changed;
    }

    /** A tensor with the layout of another one of its shape, as far as it stays in its buffer. */
    private static TensorRef like(TensorRef ref, TensorRef other) {
        boolean shaped = ref.layout().batch() == other.layout().batch()
                && ref.layout().rows() == other.layout().rows()
                && ref.layout().columns() == other.layout().columns();
        long end = ref.byteOffset() + other.layout().span() * ref.type().bytes();
        return shaped && end <= ref.buffer().byteSize()
                ? new TensorRef(ref.buffer(), ref.byteOffset(), ref.type(), other.layout())
                : ref;
    }

    private static TensorRef dense(TensorRef ref) {
        return ref.layout().batch() < 2
                ? ref
                : new TensorRef(
                        ref.buffer(),
                        ref.byteOffset(),
                        ref.type(),
                        Layout.cube(
                                ref.layout().batch(),
                                ref.layout().rows(),
                                ref.layout().columns(),
                                ref.layout().batchStride()));
    }

    private static Mutant saturates(Surface surface) {
        return surface.spoilt("f16-saturates", "too large f16 results become the largest finite one", shot -> {
            if (shot.out().type() == DType.F16) {
                shot.change(now ->
                        Arrays.setAll(now, i -> Double.isInfinite(now[i]) ? Math.copySign(65504, now[i]) : now[i]));
            }
        });
    }

    private static Stream<Mutant> rare() {
        return Stream.of(
                Surface.ELEMENTWISE.spoilt(
                        "nan-to-zero",
                        "NaN becomes 0",
                        shot -> shot.change(now -> Arrays.setAll(now, i -> Double.isNaN(now[i]) ? 0 : now[i]))),
                Surface.ELEMENTWISE.spoilt(
                        "infinite-to-largest",
                        "infinite f32 results become the largest finite number",
                        shot -> shot.change(now -> Arrays.setAll(
                                now,
                                i -> Double.isInfinite(now[i]) ? Math.copySign(Float.MAX_VALUE, now[i]) : now[i]))),
                twins(),
                queueThreads(),
                sharedCapture());
    }

    private static Mutant twins() {
        return new Mutant("plan-twins", List.of("plan"), "every other plan sums in another order", right -> {
            AtomicInteger made = new AtomicInteger();
            return WrappedFamilies.gemm(right, spec -> {
                boolean other =
                        made.incrementAndGet() % 2 == 0 && spec.weights().k() > 1000;
                return new WrappedPlan<>(right.gemm().prepare(spec)) {
                    @Override
                    void after(GemmArgs given) {
                        if (other) {
                            byte last = bytes(given.out()).get(ValueLayout.JAVA_BYTE, 0);
                            bytes(given.out()).set(ValueLayout.JAVA_BYTE, 0, (byte) (last ^ 1));
                        }
                    }
                };
            });
        });
    }

    private static Mutant queueThreads() {
        return new Mutant(
                "leak-queue-threads",
                List.of("leak"),
                "every queue leaves a thread behind",
                right -> new WrappedBackend(right) {
                    private final CountDownLatch closed = new CountDownLatch(1);

                    @Override
                    public CommandQueue newQueue() {
                        Thread.ofPlatform().daemon().name("left behind").start(() -> {
                            try {
                                closed.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
                        return right.newQueue();
                    }

                    @Override
                    public void close() {
                        closed.countDown();
                        right.close();
                    }
                });
    }

    /** The commands of the capture that was begun last get what any thread captures. */
    private static Mutant sharedCapture() {
        return new Mutant("graph-shared-capture", List.of("threads"), "captures of several threads mix", right -> {
            List<CommandSink> open = Collections.synchronizedList(new ArrayList<>());
            return new WrappedBackend(right) {
                @Override
                public CommandQueue newQueue() {
                    right.requireOpen();
                    return new ReferenceQueue(right) {
                        @Override
                        public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                            return super.capture(own -> {
                                open.add(own);
                                LockSupport.parkNanos(100_000);
                                body.accept(open.getFirst());
                                open.remove(own);
                            });
                        }
                    };
                }
            };
        });
    }
}
