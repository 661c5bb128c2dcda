package dev.octavo.conformance.reference;

import dev.octavo.spi.Backend;
import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.DeviceException;
import dev.octavo.spi.DeviceMemory;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.ElementwiseSpec;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.Layout;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Closing that does too little or too much, plans that remember too much, arguments that are not looked at. */
final class LifetimeFaults {

    private LifetimeFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(backends(), plans(), leaks(), arguments()).flatMap(all -> all);
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
                            private Weights first;

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
                            private TensorRef first;

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

    private static Stream<Mutant> leaks() {
        List<String> families = List.of("leak", "kv", "graph", "support");
        return Stream.of(
                new Mutant(
                        "leak-caches",
                        families,
                        "every pool leaves a buffer behind",
                        right -> new WrappedBackend(right) {
                            @Override
                            public KvCaches kvCaches() {
                                KvCaches family = right.kvCaches();
                                return new KvCaches() {
                                    @Override
                                    public Support support(KvCacheSpec spec) {
                                        return family.support(spec);
                                    }

                                    @Override
                                    public KvCache create(KvCacheSpec spec) {
                                        KvCache made = family.create(spec);
                                        right.memory().allocate(64, MemoryKind.DEVICE, "left behind");
                                        return made;
                                    }
                                };
                            }
                        }),
                new Mutant(
                        "leak-enqueue",
                        families,
                        "every enqueue of a sum allocates",
                        right -> WrappedFamilies.ops(
                                right, spec -> new WrappedPlan<>(right.ops().prepare(spec)) {
                                    private final List<DeviceBuffer> held = new ArrayList<>();

                                    @Override
                                    void after(TensorOpArgs args) {
                                        held.add(right.memory().allocate(16, MemoryKind.DEVICE, "temporary"));
                                    }

                                    @Override
                                    public void close() {
                                        super.close();
                                        held.forEach(DeviceBuffer::close);
                                    }
                                })),
                new Mutant(
                        "leak-prepare",
                        families,
                        "every plan for attention leaves a buffer behind",
                        right -> WrappedFamilies.attention(right, spec -> {
                            Plan<AttentionArgs> plan = right.attention().prepare(spec);
                            right.memory().allocate(16, MemoryKind.DEVICE, "left behind");
                            return plan;
                        })),
                new Mutant(
                        "leak-queue",
                        families,
                        "every queue leaves a buffer behind",
                        right -> new WrappedBackend(right) {
                            @Override
                            public CommandQueue newQueue() {
                                right.memory().allocate(16, MemoryKind.DEVICE, "left behind");
                                return right.newQueue();
                            }
                        }),
                new Mutant(
                        "leak-graph",
                        families,
                        "every graph leaves a buffer behind",
                        right -> new WrappedBackend(right) {
                            @Override
                            public CommandQueue newQueue() {
                                return new ReferenceQueue(right) {
                                    @Override
                                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                                        Optional<CommandGraph> graph = super.capture(body);
                                        right.memory().allocate(16, MemoryKind.DEVICE, "left behind");
                                        return graph;
                                    }
                                };
                            }
                        }),
                new Mutant(
                        "leak-refused",
                        families,
                        "a refused plan leaves a buffer behind",
                        right -> WrappedFamilies.ops(right, spec -> {
                            if (!right.ops().support(spec).isSupported()) {
                                right.memory().allocate(16, MemoryKind.DEVICE, "left behind");
                            }
                            return right.ops().prepare(spec);
                        })));
    }

    /** A product that takes arguments which do not fit, and makes them fit. */
    private static Mutant lenient(String id, String what, UnaryOperator<GemmArgs> bend) {
        return new Mutant(
                "argument-" + id,
                List.of("argument"),
                what,
                right -> WrappedFamilies.gemm(
                        right,
                        spec -> new WrappedPlan<>(
                                right.gemm().prepare(spec),
                                args -> args.weights() instanceof ReferenceWeights ? bend.apply(args) : args)));
    }

    private static Mutant lenientOps(
            String id, String what, BiFunction<TensorOpSpec, TensorOpArgs, TensorOpArgs> bend) {
        return new Mutant(
                "argument-" + id,
                List.of("argument"),
                what,
                right -> WrappedFamilies.ops(
                        right, spec -> new WrappedPlan<>(right.ops().prepare(spec), args -> bend.apply(spec, args))));
    }

    private static Stream<Mutant> arguments() {
        return Stream.of(
                lenient(
                        "type",
                        "a's type is not looked at",
                        args -> new GemmArgs(
                                new TensorRef(
                                        args.a().buffer(),
                                        args.a().byteOffset(),
                                        DType.F32,
                                        args.a().layout()),
                                args.weights(),
                                args.out(),
                                args.operands(),
                                args.expertOffsets())),
                lenient(
                        "rows",
                        "rows of out that a lacks are left alone",
                        args -> new GemmArgs(
                                args.a(),
                                args.weights(),
                                args.out().layout().rows() > args.a().layout().rows()
                                        ? args.out()
                                                .view(
                                                        0,
                                                        Layout.matrix(
                                                                args.a()
                                                                        .layout()
                                                                        .rows(),
                                                                args.out()
                                                                        .layout()
                                                                        .columns()))
                                        : args.out(),
                                args.operands(),
                                args.expertOffsets())),
                lenient(
                        "columns",
                        "columns of a that the weights lack are ignored",
                        args -> new GemmArgs(
                                args.a().layout().columns()
                                                > args.weights().spec().k()
                                        ? args.a()
                                                .view(
                                                        0,
                                                        Layout.matrix(
                                                                args.a()
                                                                        .layout()
                                                                        .rows(),
                                                                args.weights()
                                                                        .spec()
                                                                        .k(),
                                                                args.a()
                                                                        .layout()
                                                                        .rowStride()))
                                        : args.a(),
                                args.weights(),
                                args.out(),
                                args.operands(),
                                args.expertOffsets())),
                lenient(
                        "operands",
                        "operands that nobody takes are ignored",
                        args -> new GemmArgs(
                                args.a(),
                                args.weights(),
                                args.out(),
                                args.operands()
                                        .subList(0, Math.min(1, args.operands().size())),
                                args.expertOffsets())),
                lenientOps(
                        "inputs",
                        "inputs that nobody takes are ignored",
                        (spec, args) -> new TensorOpArgs(
                                args.inputs().subList(0, Math.min(args.inputs().size(), inputs(spec))),
                                args.outputs())),
                lenientOps(
                        "outputs",
                        "outputs that nobody takes are ignored",
                        (spec, args) -> spec instanceof ElementwiseSpec
                                ? new TensorOpArgs(
                                        args.inputs(),
                                        args.outputs()
                                                .subList(
                                                        0,
                                                        Math.min(
                                                                1,
                                                                args.outputs().size())))
                                : args),
                lenientOps(
                        "output-type",
                        "the output's type is not looked at",
                        (spec, args) -> spec instanceof ElementwiseSpec e
                                        && !args.outputs().isEmpty()
                                ? new TensorOpArgs(
                                        args.inputs(),
                                        List.of(typed(args.outputs().getFirst(), e.output())))
                                : args),
                new Mutant(
                        "argument-null",
                        List.of("argument", "empty"),
                        "wrong arguments end in a NullPointerException",
                        right -> WrappedFamilies.ops(right, spec -> new WrappedPlan<>(
                                right.ops().prepare(spec)) {
                            @Override
                            public void enqueue(CommandSink sink, TensorOpArgs args, @Nullable DeviceBuffer workspace) {
                                try {
                                    super.enqueue(sink, args, workspace);
                                } catch (IllegalArgumentException e) {
                                    throw new NullPointerException();
                                }
                            }
                        })),
                new Mutant(
                        "argument-late",
                        List.of("argument"),
                        "wrong arguments are found when part of the output is written",
                        right -> WrappedFamilies.ops(right, spec -> new WrappedPlan<>(
                                right.ops().prepare(spec)) {
                            @Override
                            public void enqueue(CommandSink sink, TensorOpArgs args, @Nullable DeviceBuffer workspace) {
                                try {
                                    super.enqueue(sink, args, workspace);
                                } catch (IllegalArgumentException e) {
                                    args.outputs().forEach(LifetimeFaults::scribble);
                                    throw e;
                                }
                            }
                        })),
                new Mutant(
                        "argument-cache-layer",
                        List.of("argument"),
                        "a layer behind the last one is the last one",
                        right -> WrappedFamilies.attention(
                                right,
                                spec -> new WrappedPlan<>(
                                        right.attention().prepare(spec),
                                        args -> layer(
                                                args,
                                                Math.clamp(
                                                        args.layer(),
                                                        0,
                                                        args.cache().spec().layers() - 1))))),
                new Mutant(
                        "argument-sinks",
                        List.of("argument"),
                        "sinks that the spec lacks are ignored",
                        right -> WrappedFamilies.attention(
                                right,
                                spec -> new WrappedPlan<>(
                                        right.attention().prepare(spec),
                                        args -> spec.sinks() ? args : withoutSinks(args)))));
    }

    private static void scribble(TensorRef ref) {
        if (ref.buffer() instanceof ReferenceBuffer own && ref.byteSpan() > 0) {
            own.hostView().orElseThrow().asSlice(ref.byteOffset(), 1).fill((byte) 9);
        }
    }

    private static int inputs(TensorOpSpec spec) {
        return spec instanceof ChainSpec ? Integer.MAX_VALUE : OpChecks.inputs(spec);
    }

    private static TensorRef typed(TensorRef ref, DType type) {
        return new TensorRef(ref.buffer(), ref.byteOffset(), type, ref.layout());
    }

    private static AttentionArgs layer(AttentionArgs args, int layer) {
        return new AttentionArgs(
                args.query(),
                args.cache(),
                layer,
                args.queryStart(),
                args.sequenceLengths(),
                args.blockTable(),
                args.maxQueryLength(),
                args.maxSequenceLength(),
                args.sinks(),
                args.alibiSlopes(),
                args.out());
    }

    private static AttentionArgs withoutSinks(AttentionArgs args) {
        return new AttentionArgs(
                args.query(),
                args.cache(),
                args.layer(),
                args.queryStart(),
                args.sequenceLengths(),
                args.blockTable(),
                args.maxQueryLength(),
                args.maxSequenceLength(),
                Optional.empty(),
                args.alibiSlopes(),
                args.out());
    }
}
