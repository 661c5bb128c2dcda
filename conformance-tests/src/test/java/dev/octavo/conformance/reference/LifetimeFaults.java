package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Closing that does too little or too much, and plans that remember too much. */
final class LifetimeFaults {

    private LifetimeFaults() {}

    static Stream<Mutant> all() {
        return Stream.concat(backends(), plans());
    }

    private static Mutant backend(String id, String what, Function<ReferenceBackend, Backend> change) {
        return new Mutant("backend-" + id, List.of("lifecycle"), what, change);
    }

    private static Stream<Mutant> backends() {
        return Stream.of(
                backend("close-nothing", "closing a backend closes nothing", right -> new WrappedBackend(right) {
                    @Override
                    public void close() {}
                }),
                backend("close-twice", "closing a backend twice throws", right -> new WrappedBackend(right) {
                    private boolean closed;

                    @Override
                    public void close() {
                        if (closed) {
                            throw new IllegalStateException("closed already");
                        }
                        closed = true;
                        right.close();
                    }
                }),
                backend(
                        "memory-after-close",
                        "a closed backend still gives memory",
                        right -> new WrappedBackend(right) {
                            private final DeviceMemory memory = new ReferenceMemoryAfterClose(right);

                            @Override
                            public DeviceMemory memory() {
                                return memory;
                            }
                        }),
                backend("queue-after-close", "a closed backend still makes queues", right -> new WrappedBackend(right) {
                    @Override
                    public CommandQueue newQueue() {
                        try {
                            return right.newQueue();
                        } catch (IllegalStateException e) {
                            return ReferenceProvider.openDefault().newQueue();
                        }
                    }
                }),
                backend(
                        "wrong-exception",
                        "use of a closed backend is a DeviceException",
                        right -> new WrappedBackend(right) {
                            @Override
                            public CommandQueue newQueue() {
                                try {
                                    return right.newQueue();
                                } catch (IllegalStateException e) {
                                    throw new DeviceException("closed", e);
                                }
                            }
                        }),
                backend("prepare-after-close", "a closed backend still prepares", right -> new WrappedBackend(right) {
                    private final TensorOps ops = right.ops();

                    @Override
                    public TensorOps ops() {
                        return new TensorOps() {
                            @Override
                            public Support support(TensorOpSpec spec) {
                                return ops.support(spec);
                            }

                            @Override
                            public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
                                try {
                                    return ops.prepare(spec);
                                } catch (IllegalStateException e) {
                                    return ReferenceProvider.openDefault().ops().prepare(spec);
                                }
                            }
                        };
                    }
                }),
                backend("threads", "every backend leaves a thread behind", right -> {
                    Thread.ofPlatform().daemon().start(LifetimeFaults::sleep);
                    return new WrappedBackend(right);
                }),
                backend("foreign", "buffers of any reference backend are taken", right -> new WrappedBackend(right) {
                    @Override
                    public CommandQueue newQueue() {
                        return new ReferenceQueue(right) {
                            @Override
                            public void fill(DeviceBuffer target, long offset, long bytes, byte value) {
                                target.hostView()
                                        .orElseThrow()
                                        .asSlice(offset, bytes)
                                        .fill(value);
                            }
                        };
                    }
                }));
    }

    private static void sleep() {
        try {
            Thread.sleep(Duration.ofSeconds(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives memory of a backend that nobody closes. */
    private static final class ReferenceMemoryAfterClose extends WrappedMemory {

        ReferenceMemoryAfterClose(ReferenceBackend right) {
            super(right.memory());
        }

        @Override
        public DeviceBuffer allocate(long bytes, MemoryKind kind, String label) {
            try {
                return super.allocate(bytes, kind, label);
            } catch (IllegalStateException e) {
                return ReferenceProvider.openDefault().memory().allocate(bytes, kind, label);
            }
        }
    }

    private static Mutant gemm(String id, String what, Function<ReferenceBackend, Gemm> family) {
        return new Mutant(
                "plan-" + id,
                List.of("plan", "closed", "leak", "threads", "argument", "empty"),
                what,
                right -> new WrappedBackend(right) {
                    private final Gemm made = family.apply(right);

                    @Override
                    public Gemm gemm() {
                        right.requireOpen();
                        return made;
                    }
                });
    }

    /** A family of products whose plans are changed. */
    private static Mutant plan(
            String id, String what, BiFunction<ReferenceBackend, Plan<GemmArgs>, Plan<GemmArgs>> change) {
        return gemm(id, what, right -> new WrappedFamilies.PassedGemm(right.gemm()) {
            @Override
            public Plan<GemmArgs> prepare(GemmSpec spec) {
                return change.apply(right, super.prepare(spec));
            }
        });
    }

    private static Stream<Mutant> plans() {
        return Stream.of(
                plan(
                        "first-weights",
                        "a plan keeps the weights of its first use",
                        (right, plan) -> new WrappedPlan<>(plan, new UnaryOperator<>() {
                            private @Nullable Weights first;

                            @Override
                            public GemmArgs apply(GemmArgs args) {
                                first = first == null
                                                || !first.spec()
                                                        .equals(args.weights().spec())
                                        ? args.weights()
                                        : first;
                                return new GemmArgs(args.a(), first, args.out(), args.operands(), args.expertOffsets());
                            }
                        })),
                plan(
                        "first-rows",
                        "a plan works on as many rows as at its first use",
                        (right, plan) -> new WrappedPlan<>(plan, new UnaryOperator<>() {
                            private int rows = -1;

                            @Override
                            public GemmArgs apply(GemmArgs args) {
                                rows = rows < 0
                                        ? args.a().layout().rows()
                                        : Math.min(rows, args.a().layout().rows());
                                return new GemmArgs(
                                        rows(args.a(), rows),
                                        args.weights(),
                                        rows(args.out(), rows),
                                        args.operands(),
                                        args.expertOffsets());
                            }

                            private TensorRef rows(TensorRef ref, int count) {
                                return ref.view(
                                        0,
                                        Layout.matrix(
                                                count,
                                                ref.layout().columns(),
                                                ref.layout().rowStride()));
                            }
                        })),
                plan(
                        "first-output",
                        "a plan writes where it wrote first",
                        (right, plan) -> new WrappedPlan<>(plan, new UnaryOperator<>() {
                            private @Nullable TensorRef first;

                            @Override
                            public GemmArgs apply(GemmArgs args) {
                                first = first == null
                                                || !first.layout()
                                                        .equals(args.out().layout())
                                        ? args.out()
                                        : first;
                                return new GemmArgs(
                                        args.a(), args.weights(), first, args.operands(), args.expertOffsets());
                            }
                        })),
                plan("close-nothing", "a closed plan can still be used", (right, plan) -> new WrappedPlan<>(plan) {
                    @Override
                    public void close() {}
                }),
                plan(
                        "no-rows",
                        "a product of no rows is refused",
                        (right, plan) -> new WrappedPlan<>(plan, args -> {
                            if (args.a().layout().rows() == 0) {
                                throw new IllegalArgumentException("no rows");
                            }
                            return args;
                        })),
                plan(
                        "shared-scratch",
                        "plans keep their input in scratch memory that threads share",
                        SharedScratchPlan::new),
                gemm(
                        "source-in-place",
                        "weights are read from the source when they are first used",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                                if (source.stable()) {
                                    return super.load(spec, source, sink);
                                }
                                ReferenceWeights weights = (ReferenceWeights) super.load(spec, source, sink);
                                return new LazyWeights(weights, source);
                            }

                            @Override
                            public Plan<GemmArgs> prepare(GemmSpec spec) {
                                return new WrappedPlan<>(
                                        super.prepare(spec),
                                        args -> args.weights() instanceof LazyWeights lazy
                                                ? new GemmArgs(
                                                        args.a(),
                                                        lazy.fresh(),
                                                        args.out(),
                                                        args.operands(),
                                                        args.expertOffsets())
                                                : args);
                            }
                        }),
                gemm(
                        "weights-size",
                        "weights say they hold nothing",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                                ReferenceWeights weights = (ReferenceWeights) super.load(spec, source, sink);
                                return new PassedWeights(weights) {
                                    @Override
                                    public long byteSize() {
                                        return 0;
                                    }
                                };
                            }

                            @Override
                            public Plan<GemmArgs> prepare(GemmSpec spec) {
                                return unwrapping(super.prepare(spec));
                            }
                        }),
                gemm(
                        "weights-leak",
                        "closing weights does not free them",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                                return new PassedWeights((ReferenceWeights) super.load(spec, source, sink)) {
                                    @Override
                                    public void close() {}
                                };
                            }

                            @Override
                            public Plan<GemmArgs> prepare(GemmSpec spec) {
                                return unwrapping(super.prepare(spec));
                            }
                        }),
                gemm(
                        "short-source",
                        "a part with too few bytes is filled up with zeros",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                                List<WeightSource.Part> parts = source.parts().stream()
                                        .map(part -> filled(spec, part))
                                        .toList();
                                return super.load(spec, new WeightSource(parts, source.stable()), sink);
                            }

                            private WeightSource.Part filled(WeightSpec spec, WeightSource.Part part) {
                                long wanted = spec.format().valueBytes(part.rows(), spec.k());
                                if (part.values().byteSize() >= wanted) {
                                    return part;
                                }
                                MemorySegment copy = Arena.ofAuto().allocate(wanted, 64);
                                MemorySegment.copy(
                                        part.values(), 0, copy, 0, part.values().byteSize());
                                return new WeightSource.Part(part.rows(), copy, part.scales(), part.zeroPoints());
                            }
                        }),
                gemm(
                        "workspace-lie",
                        "a workspace of any size is asked for as -1 bytes",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Plan<GemmArgs> prepare(GemmSpec spec) {
                                return new WrappedPlan<>(super.prepare(spec)) {
                                    @Override
                                    public long workspaceBytes() {
                                        return -1;
                                    }
                                };
                            }
                        }));
    }

    private static Plan<GemmArgs> unwrapping(Plan<GemmArgs> plan) {
        return new WrappedPlan<>(
                plan,
                args -> args.weights() instanceof PassedWeights passed
                        ? new GemmArgs(args.a(), passed.right(), args.out(), args.operands(), args.expertOffsets())
                        : args);
    }

    /** Passes everything on. */
    private static class PassedWeights implements Weights {

        private final ReferenceWeights right;

        PassedWeights(ReferenceWeights right) {
            this.right = right;
        }

        ReferenceWeights right() {
            return right;
        }

        @Override
        public WeightSpec spec() {
            return right.spec();
        }

        @Override
        public long byteSize() {
            return right.byteSize();
        }

        @Override
        public void close() {
            right.close();
        }
    }

    /** Reads its source again at each use. */
    private static final class LazyWeights extends PassedWeights {

        private final WeightSource source;

        LazyWeights(ReferenceWeights right, WeightSource source) {
            super(right);
            this.source = source;
        }

        ReferenceWeights fresh() {
            right().fill(source);
            return right();
        }
    }
}
