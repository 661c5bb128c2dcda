package dev.octavo.conformance.reference;

import dev.octavo.spi.BatchConstraints;
import dev.octavo.spi.Capabilities;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Plan;
import dev.octavo.spi.Support;
import dev.octavo.spi.UnsupportedSpecException;
import dev.octavo.spi.op.Attention;
import dev.octavo.spi.op.AttentionArgs;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.ChainSpec;
import dev.octavo.spi.op.ExpertRouteSpec;
import dev.octavo.spi.op.Gemm;
import dev.octavo.spi.op.GemmArgs;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.SelectSpec;
import dev.octavo.spi.op.TensorOpArgs;
import dev.octavo.spi.op.TensorOpSpec;
import dev.octavo.spi.op.TensorOps;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.spi.op.Weights;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Answers that do not agree with what follows, and capabilities that do not agree with answers. */
final class SupportFaults {

    private SupportFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(products(), others(), capabilities()).flatMap(all -> all);
    }

    /** A family of products with an answer of its own. */
    private static Mutant gemm(String id, String what, Function<ReferenceBackend, Gemm> family) {
        return new Mutant(
                "support-" + id,
                List.of("support", "gemm", "capabilities", "load"),
                what,
                right -> new WrappedBackend(right) {
                    private final Gemm made = family.apply(right);

                    @Override
                    public Gemm gemm() {
                        return made;
                    }
                });
    }

    private static Mutant answers(String id, String what, BiFunction<GemmSpec, Support, Support> answer) {
        return gemm(id, what, right -> new WrappedFamilies.PassedGemm(right.gemm()) {
            @Override
            public Support support(GemmSpec spec) {
                return answer.apply(spec, super.support(spec));
            }
        });
    }

    private static Stream<Mutant> products() {
        Support no = new Support.Unsupported("not today");
        return Stream.of(
                answers("says-yes", "support says yes to everything", (spec, right) -> new Support.Native("boast")),
                answers("says-no", "support says no, but prepare works", (spec, right) -> no),
                answers(
                        "says-no-to-large",
                        "support says no to n above 128, but prepare works",
                        (spec, right) -> spec.weights().n() > 128 ? no : right),
                answers(
                        "yes-to-integers",
                        "support says yes to integer activations",
                        (spec, right) -> spec.activation().isFloating() ? right : new Support.Native("boast")),
                answers(
                        "yes-to-two-gates",
                        "support says yes to two gates",
                        (spec, right) -> spec.epilogue().size() == 2 ? new Support.Native("boast") : right),
                answers(
                        "no-reason",
                        "a refusal has no reason",
                        (spec, right) -> right instanceof Support.Unsupported ? new Support.Unsupported("") : right),
                answers(
                        "other-reason",
                        "prepare refuses with another reason",
                        (spec, right) -> right instanceof Support.Unsupported
                                ? new Support.Unsupported("the moon is full")
                                : right),
                answers(
                        "no-variant",
                        "a yes has no variant",
                        (spec, right) -> right instanceof Support.Native ? new Support.Native("") : right),
                answers(
                        "silent-emulation",
                        "an emulation has no reason",
                        (spec, right) -> right instanceof Support.Native(String variant)
                                ? new Support.Emulated(variant, "")
                                : right),
                gemm("flips", "every 50th answer is no", right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                    private final AtomicInteger asked = new AtomicInteger();

                    @Override
                    public Support support(GemmSpec spec) {
                        return asked.incrementAndGet() % 50 == 0 ? no : super.support(spec);
                    }
                }),
                gemm(
                        "wrong-exception",
                        "prepare refuses with an IllegalArgumentException",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Plan<GemmArgs> prepare(GemmSpec spec) {
                                try {
                                    return super.prepare(spec);
                                } catch (UnsupportedSpecException e) {
                                    throw new IllegalArgumentException(e.getMessage(), e);
                                }
                            }
                        }),
                gemm(
                        "load-accepts",
                        "load takes formats that no product takes",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                                try {
                                    return super.load(spec, source, sink);
                                } catch (UnsupportedSpecException e) {
                                    return new ReferenceWeights(right, spec);
                                }
                            }
                        }),
                gemm(
                        "load-refuses",
                        "load refuses f16 weights, which products take",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Weights load(WeightSpec spec, WeightSource source, CommandSink sink) {
                                if (spec.format().equals(WeightFormat.dense(DType.F8_E5M2))) {
                                    throw new UnsupportedSpecException("not loaded");
                                }
                                return super.load(spec, source, sink);
                            }
                        }),
                gemm(
                        "prepare-fails",
                        "prepare fails for more than 64 rows",
                        right -> new WrappedFamilies.PassedGemm(right.gemm()) {
                            @Override
                            public Plan<GemmArgs> prepare(GemmSpec spec) {
                                if (spec.maxRows() > 64) {
                                    throw new UnsupportedSpecException("too many rows");
                                }
                                return super.prepare(spec);
                            }
                        }));
    }

    private static Mutant caches(String id, String what, BiFunction<KvCacheSpec, Support, Support> answer) {
        return new Mutant(
                "support-" + id, List.of("support", "kv", "capabilities"), what, right -> new WrappedBackend(right) {
                    @Override
                    public KvCaches kvCaches() {
                        KvCaches family = right.kvCaches();
                        return new KvCaches() {
                            @Override
                            public Support support(KvCacheSpec spec) {
                                return answer.apply(spec, family.support(spec));
                            }

                            @Override
                            public KvCache create(KvCacheSpec spec) {
                                return family.create(spec);
                            }
                        };
                    }
                });
    }

    private static Mutant ops(String id, String what, BiFunction<TensorOpSpec, Support, Support> answer) {
        return new Mutant("support-" + id, List.of("support"), what, right -> new WrappedBackend(right) {
            @Override
            public TensorOps ops() {
                TensorOps family = right.ops();
                return new TensorOps() {
                    @Override
                    public Support support(TensorOpSpec spec) {
                        return answer.apply(spec, family.support(spec));
                    }

                    @Override
                    public Plan<TensorOpArgs> prepare(TensorOpSpec spec) {
                        return family.prepare(spec);
                    }
                };
            }
        });
    }

    private static Mutant attention(String id, String what, BiFunction<AttentionSpec, Support, Support> answer) {
        return new Mutant("support-" + id, List.of("support", "attention"), what, right -> new WrappedBackend(right) {
            @Override
            public Attention attention() {
                Attention family = right.attention();
                return new Attention() {
                    @Override
                    public Support support(AttentionSpec spec) {
                        return answer.apply(spec, family.support(spec));
                    }

                    @Override
                    public Plan<AttentionArgs> prepare(AttentionSpec spec) {
                        return family.prepare(spec);
                    }
                };
            }
        });
    }

    private static Stream<Mutant> others() {
        Support yes = new Support.Native("boast");
        Support no = new Support.Unsupported("not today");
        return Stream.of(
                caches("cache-yes", "support says yes to caches of any type", (spec, right) -> yes),
                caches(
                        "cache-no-large",
                        "support says no to pools of many blocks",
                        (spec, right) -> spec.blocks() > 1 << 16 ? no : right),
                caches(
                        "cache-no-latent",
                        "support says no to latent caches, but create works",
                        (spec, right) -> spec.layout().valueInKey() ? no : right),
                ops("op-yes", "support says yes to any operator", (spec, right) -> yes),
                ops(
                        "op-no-f8",
                        "support says no to casts to fp8, but prepare works",
                        (spec, right) -> spec instanceof CastSpec cast && cast.output() == DType.F8_E4M3 ? no : right),
                ops(
                        "op-yes-topk",
                        "support says yes to picking more columns than there are",
                        (spec, right) -> spec instanceof SelectSpec ? yes : right),
                ops(
                        "op-yes-route",
                        "support says yes to any routing",
                        (spec, right) -> spec instanceof ExpertRouteSpec ? yes : right),
                ops(
                        "op-yes-chain",
                        "support says yes to any chain",
                        (spec, right) -> spec instanceof ChainSpec ? yes : right),
                attention("attention-yes", "support says yes to attention of any type", (spec, right) -> yes),
                attention(
                        "attention-no-sinks",
                        "support says no to sinks, but prepare works",
                        (spec, right) -> spec.sinks() ? no : right),
                attention(
                        "attention-no-window",
                        "support says no to small windows, but prepare works",
                        (spec, right) ->
                                spec.mask() instanceof AttentionMask.Causal(int w) && w > 0 && w < 6 ? no : right));
    }

    private static Mutant claims(String id, String what, UnaryOperator<Capabilities> change) {
        return new Mutant(
                "capabilities-" + id,
                List.of("capabilities", "graph", "memory", "gemm"),
                what,
                right -> new WrappedBackend(right) {
                    @Override
                    public Capabilities capabilities() {
                        return change.apply(right.capabilities());
                    }
                });
    }

    private static Capabilities with(
            Capabilities c,
            Set<DType> weights,
            Set<DType> caches,
            DType activation,
            int alignment,
            int head,
            boolean unified,
            boolean graphs,
            BatchConstraints batch) {
        return new Capabilities(
                weights, caches, activation, alignment, head, unified, graphs, c.deterministic(), batch);
    }

    private static Stream<Mutant> capabilities() {
        BatchConstraints none = BatchConstraints.none();
        return Stream.of(
                claims(
                        "graphs",
                        "capabilities deny the graphs that there are",
                        c -> with(c, c.weightTypes(), c.cacheTypes(), DType.F32, 1, c.maxHeadDim(), true, false, none)),
                claims(
                        "weights",
                        "f16 weights are not listed",
                        c -> with(
                                c,
                                Set.of(DType.F32, DType.BF16),
                                c.cacheTypes(),
                                DType.F32,
                                1,
                                c.maxHeadDim(),
                                true,
                                true,
                                none)),
                claims(
                        "caches",
                        "I64 caches are listed",
                        c -> with(
                                c,
                                c.weightTypes(),
                                Set.of(DType.F16, DType.I64),
                                DType.F32,
                                1,
                                c.maxHeadDim(),
                                true,
                                true,
                                none)),
                claims(
                        "activation",
                        "activations are best kept in integers",
                        c -> with(c, c.weightTypes(), c.cacheTypes(), DType.I32, 1, c.maxHeadDim(), true, true, none)),
                claims(
                        "alignment",
                        "offsets should be multiples of 48",
                        c -> with(c, c.weightTypes(), c.cacheTypes(), DType.F32, 48, c.maxHeadDim(), true, true, none)),
                claims(
                        "head",
                        "heads of 64 are the largest",
                        c -> with(c, c.weightTypes(), c.cacheTypes(), DType.F32, 1, 64, true, true, none)),
                claims(
                        "head-wide",
                        "heads of 256 are the largest, but larger ones are supported",
                        c -> with(c, c.weightTypes(), c.cacheTypes(), DType.F32, 1, 256, true, true, none)),
                claims(
                        "unified",
                        "memory is not unified, but has host views",
                        c -> with(c, c.weightTypes(), c.cacheTypes(), DType.F32, 1, c.maxHeadDim(), false, true, none)),
                claims(
                        "batch",
                        "steps hold no token",
                        c -> with(
                                c,
                                c.weightTypes(),
                                c.cacheTypes(),
                                DType.F32,
                                1,
                                c.maxHeadDim(),
                                true,
                                true,
                                new BatchConstraints(true, 0, 0, 0))),
                new Mutant(
                        "capabilities-changing",
                        List.of("capabilities"),
                        "capabilities change from call to call",
                        right -> new WrappedBackend(right) {
                            private final AtomicInteger asked = new AtomicInteger();

                            @Override
                            public Capabilities capabilities() {
                                Capabilities c = right.capabilities();
                                int head = (1 << 20) + asked.incrementAndGet() % 3;
                                return with(c, c.weightTypes(), c.cacheTypes(), DType.F32, 1, head, true, true, none);
                            }
                        }));
    }
}
