package dev.octavo.conformance.reference;

import dev.octavo.spi.CommandGraph;
import dev.octavo.spi.CommandQueue;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.DeviceBuffer;
import dev.octavo.spi.MemoryKind;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.TensorOpArgs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Memory that is held for ever. */
final class LeakFaults {

    private LeakFaults() {}

    static Stream<Mutant> all() {
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
}
