package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.RmsNormSpec;
import dev.octavo.spi.op.RopeSpec;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Captures that run, launches that do not, and graphs that keep what they should read again. */
final class GraphFaults {

    private GraphFaults() {}

    private static Mutant graph(String id, String what, Function<ReferenceBackend, CommandQueue> wrong) {
        return new Mutant(
                "graph-" + id,
                List.of("graph", "transfer", "closed", "gemm"),
                what,
                right -> new WrappedBackend(right) {
                    @Override
                    public CommandQueue newQueue() {
                        right.requireOpen();
                        return wrong.apply(right);
                    }
                });
    }

    /** A queue whose graphs are made out of the right commands by a rule. */
    private static CommandQueue recorded(ReferenceBackend right, Function<List<Runnable>, List<Runnable>> rule) {
        return new ReferenceQueue(right) {
            @Override
            public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                requireOpen();
                try (ReferenceRecorder recorder = new ReferenceRecorder(right)) {
                    body.accept(recorder);
                    return Optional.of(new ReferenceGraph(right, rule.apply(recorder.commands())));
                }
            }
        };
    }

    static Stream<Mutant> all() {
        return Stream.concat(captures(), baked());
    }

    private static Stream<Mutant> captures() {
        return Stream.of(
                graph(
                        "capture-runs",
                        "a capture runs its commands as well",
                        right -> recorded(right, commands -> {
                            commands.forEach(Runnable::run);
                            return commands;
                        })),
                graph("reversed", "a graph runs its commands in reverse", right -> recorded(right, List::reversed)),
                graph(
                        "last-command",
                        "the last command of a graph of several is lost",
                        right -> recorded(
                                right,
                                commands -> commands.size() > 1 ? commands.subList(0, commands.size() - 1) : commands)),
                graph(
                        "once",
                        "a graph runs at its first launch alone",
                        right -> recorded(right, commands -> {
                            AtomicInteger launches = new AtomicInteger();
                            return commands.isEmpty()
                                    ? commands
                                    : List.of(() -> {
                                        if (launches.getAndIncrement() == 0) {
                                            commands.forEach(Runnable::run);
                                        }
                                    });
                        })),
                graph(
                        "sixteenth",
                        "from the 16th launch on nothing is run",
                        right -> recorded(right, commands -> {
                            AtomicInteger launches = new AtomicInteger();
                            return commands.isEmpty()
                                    ? commands
                                    : List.of(() -> {
                                        if (launches.getAndIncrement() < 15) {
                                            commands.forEach(Runnable::run);
                                        }
                                    });
                        })),
                graph("nodes", "a graph says it has no commands", right -> new ReferenceQueue(right) {
                    @Override
                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                        requireOpen();
                        try (ReferenceRecorder recorder = new ReferenceRecorder(right)) {
                            body.accept(recorder);
                            return Optional.of(new ReferenceGraph(right, recorder.commands()) {
                                @Override
                                public int nodeCount() {
                                    return 0;
                                }
                            });
                        }
                    }
                }),
                graph("latest", "a launch runs the graph that was captured last", right -> new ReferenceQueue(right) {
                    private @Nullable CommandGraph latest;

                    @Override
                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                        Optional<CommandGraph> graph = super.capture(body);
                        latest = graph.orElse(null);
                        return graph;
                    }

                    @Override
                    public void launch(CommandGraph graph) {
                        super.launch(graph instanceof ReferenceGraph && latest != null ? latest : graph);
                    }
                }),
                graph("open-sink", "the sink of a capture can be used for ever", right -> new ReferenceQueue(right) {
                    @Override
                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                        requireOpen();
                        ReferenceRecorder recorder = new ReferenceRecorder(right);
                        body.accept(recorder);
                        return Optional.of(new ReferenceGraph(right, recorder.commands()));
                    }
                }),
                graph("empty", "there are no graphs, though capabilities say so", right -> new ReferenceQueue(right) {
                    @Override
                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                        return Optional.empty();
                    }
                }),
                graph("failing-runs", "what a failing capture has enqueued is run", right -> new ReferenceQueue(right) {
                    @Override
                    public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                        requireOpen();
                        try (ReferenceRecorder recorder = new ReferenceRecorder(right)) {
                            try {
                                body.accept(recorder);
                            } catch (RuntimeException e) {
                                recorder.commands().forEach(Runnable::run);
                                throw e;
                            }
                            return Optional.of(new ReferenceGraph(right, recorder.commands()));
                        }
                    }
                }),
                graph(
                        "after-queue",
                        "a graph dies with the queue that captured it",
                        right -> new ReferenceQueue(right) {
                            private final List<CommandGraph> made = new ArrayList<>();

                            @Override
                            public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                                Optional<CommandGraph> graph = super.capture(body);
                                graph.ifPresent(made::add);
                                return graph;
                            }

                            @Override
                            void release() {
                                made.forEach(CommandGraph::close);
                            }
                        }),
                graph(
                        "upload-kept",
                        "an upload in a graph keeps the bytes of its capture",
                        right -> new ReferenceQueue(right) {
                            @Override
                            public Optional<CommandGraph> capture(Consumer<CommandSink> body) {
                                return super.capture(sink -> body.accept(new KeepingSink((ReferenceSink) sink)));
                            }
                        }),
                graph(
                        "launch-late",
                        "a launch runs when the queue is next waited for",
                        right -> new ReferenceQueue(right) {
                            private @Nullable CommandGraph pending;

                            @Override
                            public void launch(CommandGraph graph) {
                                flush();
                                pending = graph;
                                if (!(graph instanceof ReferenceGraph own) || own.owner() != right) {
                                    pending = null;
                                    super.launch(graph);
                                } else {
                                    own.requireOpen();
                                }
                            }

                            private void flush() {
                                CommandGraph graph = pending;
                                pending = null;
                                if (graph != null) {
                                    super.launch(graph);
                                }
                            }

                            @Override
                            public void await() {
                                flush();
                                super.await();
                            }
                        }));
    }

    /** Copies the sources of uploads when they are captured. */
    private static final class KeepingSink extends ReferenceSink {

        private final ReferenceSink inner;

        KeepingSink(ReferenceSink inner) {
            super(inner.owner(), "keeping sink");
            this.inner = inner;
        }

        @Override
        void enqueue(Runnable command) {
            inner.enqueue(command);
        }

        @Override
        public void upload(MemorySegment source, DeviceBuffer target, long targetOffset) {
            inner.upload(MemorySegment.ofArray(source.toArray(ValueLayout.JAVA_BYTE)), target, targetOffset);
        }
    }

    /** Inputs that are read by the host when an operator is enqueued. */
    private static Stream<Mutant> baked() {
        return Stream.of(
                attention(
                        "sequence lengths",
                        args -> args.sequenceLengths(),
                        (args, ref) -> replaced(args, args.queryStart(), ref, args.blockTable())),
                attention(
                        "query starts",
                        args -> args.queryStart(),
                        (args, ref) -> replaced(args, ref, args.sequenceLengths(), args.blockTable())),
                attention(
                        "block tables",
                        args -> args.blockTable(),
                        (args, ref) -> replaced(args, args.queryStart(), args.sequenceLengths(), ref)),
                new Mutant(
                        "graph-baked-activations",
                        List.of("graph", "gemm"),
                        "a graph keeps a product's activations",
                        right -> WrappedFamilies.gemm(
                                right,
                                spec -> new BakedPlan<>(
                                        right,
                                        right.gemm().prepare(spec),
                                        args -> new GemmArgs(
                                                BakedPlan.copy(right, args.a()),
                                                args.weights(),
                                                args.out(),
                                                args.operands(),
                                                args.expertOffsets())))),
                new Mutant(
                        "graph-baked-offsets",
                        List.of("gemm"),
                        "a graph keeps expert offsets",
                        right -> WrappedFamilies.gemm(
                                right,
                                spec -> new BakedPlan<>(
                                        right,
                                        right.gemm().prepare(spec),
                                        args -> new GemmArgs(
                                                args.a(),
                                                args.weights(),
                                                args.out(),
                                                args.operands(),
                                                args.expertOffsets().map(ref -> BakedPlan.copy(right, ref)))))),
                new Mutant(
                        "graph-baked-operands",
                        List.of("gemm"),
                        "a graph keeps epilogue operands",
                        right -> WrappedFamilies.gemm(
                                right,
                                spec -> new BakedPlan<>(
                                        right,
                                        right.gemm().prepare(spec),
                                        args -> new GemmArgs(
                                                args.a(),
                                                args.weights(),
                                                args.out(),
                                                args.operands().stream()
                                                        .map(ref -> ref.buffer()
                                                                        .equals(args.out()
                                                                                .buffer())
                                                                ? ref
                                                                : BakedPlan.copy(right, ref))
                                                        .toList(),
                                                args.expertOffsets())))),
                op(Surface.ROPE, "positions", RopeSpec.class, 0),
                op(Surface.ROPE, "cosines", RopeSpec.class, 1),
                op(Surface.GATHER, "ids", GatherSpec.class, 1),
                op(Surface.SELECT, "uniform numbers", SelectSpec.class, 1),
                op(Surface.RMS_NORM, "weights", RmsNormSpec.class, 1),
                op(Surface.ROUTE, "logits", ExpertRouteSpec.class, 0),
                new Mutant(
                        "graph-baked-slots",
                        List.of("kv"),
                        "a graph keeps the slot mapping",
                        right -> new WrappedBackend(right) {
                            @Override
                            public KvCaches kvCaches() {
                                return new BakedCaches(right);
                            }
                        }));
    }

    private static Mutant attention(
            String what,
            Function<AttentionArgs, TensorRef> of,
            BiFunction<AttentionArgs, TensorRef, AttentionArgs> with) {
        return new Mutant(
                "graph-baked-" + what.replace(' ', '-'),
                List.of("graph", "attention"),
                "a graph keeps " + what,
                right -> WrappedFamilies.attention(
                        right,
                        spec -> new BakedPlan<>(
                                right,
                                right.attention().prepare(spec),
                                args -> with.apply(args, BakedPlan.copy(right, of.apply(args))))));
    }

    private static AttentionArgs replaced(AttentionArgs args, TensorRef starts, TensorRef lengths, TensorRef table) {
        return new AttentionArgs(
                args.query(),
                args.cache(),
                args.layer(),
                starts,
                lengths,
                table,
                args.maxQueryLength(),
                args.maxSequenceLength(),
                args.sinks(),
                args.alibiSlopes(),
                args.out());
    }

    private static Mutant op(Surface surface, String what, Class<? extends TensorOpSpec> kind, int input) {
        String id = "graph-baked-" + surface.family() + "-" + what.replace(' ', '-');
        return new Mutant(
                id,
                List.of(surface.family()),
                "a graph keeps " + what,
                right -> WrappedFamilies.ops(
                        right,
                        spec -> !kind.isInstance(spec)
                                ? right.ops().prepare(spec)
                                : new BakedPlan<>(right, right.ops().prepare(spec), args -> {
                                    List<TensorRef> inputs = new ArrayList<>(args.inputs());
                                    if (input < inputs.size()
                                            && args.outputs().stream().noneMatch(inputs.get(input)::equals)) {
                                        inputs.set(input, BakedPlan.copy(right, inputs.get(input)));
                                    }
                                    return new TensorOpArgs(inputs, args.outputs());
                                })));
    }
}
