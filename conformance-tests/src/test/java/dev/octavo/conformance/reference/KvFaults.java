package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.Tensor;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.Support;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvAppendArgs;
import dev.octavo.spi.op.KvCache;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvCaches;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;

/** Caches that store, copy or move the wrong thing. */
final class KvFaults {

    private KvFaults() {}

    /** Makes a cache. */
    interface Making {
        KvCache make(ReferenceBackend right, KvCacheSpec spec);
    }

    static Mutant cache(String id, String what, Making making) {
        return new Mutant("kv-" + id, List.of("kv", "attention", "plan"), what, right -> new WrappedBackend(right) {
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
                        if (!family.support(spec).isSupported()) {
                            return family.create(spec);
                        }
                        return making.make(right, spec);
                    }
                };
            }
        });
    }

    /** Stores tokens in a way of its own. */
    interface Storing {
        void store(Appending cache, int token, int slot, Tensor keys, Tensor values);
    }

    /** A cache that appends one token after the other by a rule. */
    static final class Appending extends ReferenceKvCache {

        private final Storing storing;
        private int layer;

        Appending(ReferenceBackend right, KvCacheSpec spec, Storing storing) {
            super(right, spec);
            this.storing = storing;
        }

        @Override
        public void append(CommandSink sink, KvAppendArgs args) {
            try (ReferenceRecorder checked = new ReferenceRecorder(owner())) {
                super.append(checked, args);
            }
            ReferenceSink.of(owner(), sink).enqueue(() -> {
                layer = args.layer();
                Tensor keys = Marshal.read(owner(), args.key());
                Tensor values = spec().layout().valueInKey() ? keys : Marshal.read(owner(), args.value());
                int[] slots = Marshal.integers(owner(), args.slots());
                for (int token = 0; token < slots.length; token++) {
                    storing.store(this, token, slots[token], keys, values);
                }
            });
        }

        void right(int token, int slot, Tensor keys, Tensor values) {
            right(layer, token, slot, keys, values);
        }

        void right(int intoLayer, int token, int slot, Tensor keys, Tensor values) {
            if (slot < 0) {
                return;
            }
            int size = spec().layout().blockSize();
            put(keys, token, intoLayer, slot / size, (long) (slot % size) * keyNumbers());
            if (!spec().layout().valueInKey()) {
                put(values, token, intoLayer, slot / size, firstValue() + (long) (slot % size) * valueNumbers());
            }
        }

        int slots() {
            return spec().blocks() * spec().layout().blockSize();
        }
    }

    static Mutant append(String id, String what, Storing storing) {
        return cache(id, what, (right, spec) -> new Appending(right, spec, storing));
    }

    static Tensor mapped(Tensor x, DoubleUnaryOperator change) {
        return x.with(Arrays.stream(x.values()).map(change).toArray());
    }

    static Stream<Mutant> all() {
        return Stream.of(appends(), moves()).flatMap(all -> all);
    }

    private static Stream<Mutant> appends() {
        return Stream.of(
                append(
                        "padding",
                        "a slot of -1 writes the last slot",
                        (cache, token, slot, k, v) -> cache.right(token, slot < 0 ? cache.slots() - 1 : slot, k, v)),
                append(
                        "padding-first",
                        "a slot of -1 writes the first slot",
                        (cache, token, slot, k, v) -> cache.right(token, Math.max(slot, 0), k, v)),
                append("padding-ends", "the first slot of -1 ends the batch", (cache, token, slot, k, v) -> {
                    if (token == 0 || (slot >= 0 && token < 2)) {
                        cache.right(token, slot, k, v);
                    }
                }),
                append("last-token", "the last token is not stored", (cache, token, slot, k, v) -> {
                    if (token < k.batch() - 1) {
                        cache.right(token, slot, k, v);
                    }
                }),
                append("next-slot", "tokens land one slot late in their block", (cache, token, slot, k, v) -> {
                    int size = cache.spec().layout().blockSize();
                    cache.right(token, slot < 0 ? slot : slot / size * size + (slot + 1) % size, k, v);
                }),
                append(
                        "in-a-row",
                        "slots are taken to follow the first one",
                        (cache, token, slot, k, v) -> cache.right(token, slot < 0 ? slot : token, k, v)),
                append("all-layers", "tokens are stored in all layers", (cache, token, slot, k, v) -> {
                    for (int layer = 0; layer < cache.spec().layers(); layer++) {
                        cache.right(layer, token, slot, k, v);
                    }
                }),
                append(
                        "layer-zero",
                        "tokens are always stored in layer 0",
                        (cache, token, slot, k, v) -> cache.right(0, token, slot, k, v)),
                append(
                        "value-is-key",
                        "the key is stored as the value, where they have one size",
                        (cache, token, slot, k, v) -> cache.right(token, slot, k, k.columns() == v.columns() ? k : v)),
                append(
                        "value-forgotten",
                        "values are not stored",
                        (cache, token, slot, k, v) -> cache.right(token, slot, k, mapped(v, x -> 0))),
                append("truncates", "numbers are cut off instead of rounded", (cache, token, slot, k, v) -> {
                    NumberFormat format = NumberFormat.of(cache.spec().layout().type());
                    double step = 2 * format.unitRoundoff();
                    DoubleUnaryOperator cut = x -> x == 0
                            ? x
                            : Math.signum(x)
                                    * Math.floor(Math.abs(x) / Math.scalb(step, Math.getExponent(x)))
                                    * Math.scalb(step, Math.getExponent(x));
                    cache.right(token, slot, mapped(k, cut), mapped(v, cut));
                }),
                append("through-bf16", "numbers pass through bf16", (cache, token, slot, k, v) -> {
                    NumberFormat format = NumberFormat.of(DType.BF16);
                    cache.right(token, slot, mapped(k, format::round), mapped(v, format::round));
                }),
                append(
                        "wraps",
                        "numbers above 16 wrap around",
                        (cache, token, slot, k, v) ->
                                cache.right(token, slot, mapped(k, x -> Math.abs(x) > 64 ? -x : x), v)),
                append(
                        "heads",
                        "heads are stored in reverse where there are several",
                        (cache, token, slot, k, v) -> cache.right(token, slot, reversedHeads(k, token), v)),
                append(
                        "flushes",
                        "small numbers are flushed to 0",
                        (cache, token, slot, k, v) ->
                                cache.right(token, slot, mapped(k, x -> Math.abs(x) < 0x1p-7 ? 0 : x), v)));
    }

    private static Tensor reversedHeads(Tensor x, int token) {
        double[] values = x.values().clone();
        int each = x.columns();
        for (int head = 0; head < x.rows(); head++) {
            int from = (token * x.rows() + x.rows() - 1 - head) * each;
            System.arraycopy(x.values(), from, values, (token * x.rows() + head) * each, each);
        }
        return x.with(values);
    }

    private static Stream<Mutant> moves() {
        return Stream.of(
                cache(
                        "copy-one-layer",
                        "blocks are copied in the first layer alone",
                        (right, spec) -> new Copying(right, spec, (cache, pairs) -> cache.copy(pairs, 1))),
                cache(
                        "copy-reversed",
                        "copies go the other way",
                        (right, spec) -> new Copying(right, spec, (cache, pairs) -> {
                            for (int i = 0; i < pairs.length; i += 2) {
                                int kept = pairs[i];
                                pairs[i] = pairs[i + 1];
                                pairs[i + 1] = kept;
                            }
                            cache.copy(pairs, spec.layers());
                        })),
                cache(
                        "copy-last",
                        "the last pair is not copied",
                        (right, spec) -> new Copying(
                                right,
                                spec,
                                (cache, pairs) -> cache.copy(Arrays.copyOf(pairs, pairs.length - 2), spec.layers()))),
                cache(
                        "copy-moves",
                        "a block can be a source once only",
                        (right, spec) -> new Copying(right, spec, (cache, pairs) -> {
                            for (int i = 2; i < pairs.length; i += 2) {
                                if (pairs[i] == pairs[0]) {
                                    pairs[i] = pairs[i + 1];
                                }
                            }
                            cache.copy(pairs, spec.layers());
                        })),
                cache(
                        "copy-half",
                        "half of each block is copied",
                        (right, spec) -> new Copying(right, spec, Copying::half)),
                cache(
                        "export-values-first",
                        "an export puts values before keys",
                        (right, spec) -> new Moving(right, spec, true)),
                cache(
                        "export-heads-first",
                        "an export puts heads before slots",
                        (right, spec) -> new Moving(right, spec, false)),
                cache(
                        "import-ignored",
                        "an import of the last block is ignored",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
                                if (block < spec.blocks() - 1 || block == 0) {
                                    super.importBlock(sink, layer, block, in);
                                }
                            }
                        }),
                cache(
                        "import-f16",
                        "imports of f32 pass through bf16",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
                                super.importBlock(sink, layer, block, in);
                                ReferenceSink.of(right, sink).enqueue(() -> {
                                    MemorySegment bytes = block(layer, block);
                                    for (long i = 0;
                                            spec.layout().type() == DType.F32 && i < bytes.byteSize();
                                            i += 4) {
                                        bytes.set(ValueLayout.JAVA_SHORT_UNALIGNED, i, (short) 0);
                                    }
                                });
                            }
                        }),
                cache(
                        "export-canary",
                        "an export writes one element too many",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {
                                super.exportBlock(sink, layer, block, out);
                                ReferenceSink.of(right, sink).enqueue(() -> {
                                    MemorySegment all = ReferenceBuffer.writable(right, out.buffer());
                                    long end = out.byteOffset() + out.byteSpan();
                                    all.asSlice(end, all.byteSize() > end ? 1 : 0)
                                            .fill((byte) 3);
                                });
                            }
                        }),
                cache(
                        "shared",
                        "block 0 of the second layer is block 0 of the first",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            MemorySegment block(int layer, int block) {
                                return super.block(block == 0 ? 0 : layer, block);
                            }
                        }));
    }

    /** Copies blocks by a rule. */
    private interface CopyRule {
        void copy(Copying cache, int[] pairs);
    }

    private static final class Copying extends ReferenceKvCache {

        private final CopyRule rule;

        Copying(ReferenceBackend right, KvCacheSpec spec, CopyRule rule) {
            super(right, spec);
            this.rule = rule;
        }

        @Override
        public void copyBlocks(CommandSink sink, TensorRef pairs) {
            try (ReferenceRecorder checked = new ReferenceRecorder(owner())) {
                super.copyBlocks(checked, pairs);
            }
            ReferenceSink.of(owner(), sink).enqueue(() -> {
                int[] blocks = Marshal.integers(owner(), pairs);
                if (blocks.length > 0) {
                    rule.copy(this, blocks);
                }
            });
        }

        void copy(int[] pairs, int layers) {
            for (int i = 0; i < pairs.length; i += 2) {
                for (int layer = 0; layer < layers; layer++) {
                    block(layer, pairs[i + 1]).copyFrom(block(layer, pairs[i]));
                }
            }
        }

        static void half(Copying cache, int[] pairs) {
            for (int i = 0; i < pairs.length; i += 2) {
                for (int layer = 0; layer < cache.spec().layers(); layer++) {
                    MemorySegment from = cache.block(layer, pairs[i]);
                    cache.block(layer, pairs[i + 1]).copyFrom(from.asSlice(0, from.byteSize() / 2));
                }
            }
        }
    }

    /** Gives blocks away in another order than the canonical one; takes them in the right one. */
    private static final class Moving extends ReferenceKvCache {

        private final boolean valuesFirst;

        Moving(ReferenceBackend right, KvCacheSpec spec, boolean valuesFirst) {
            super(right, spec);
            this.valuesFirst = valuesFirst;
        }

        @Override
        public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {
            super.exportBlock(sink, layer, block, out);
            KvLayout layout = spec().layout();
            ReferenceSink.of(owner(), sink).enqueue(() -> {
                Tensor numbers = Marshal.read(owner(), out);
                int keys = layout.blockSize() * keyNumbers();
                double[] moved = numbers.values().clone();
                if (valuesFirst && !layout.valueInKey()) {
                    int values = moved.length - keys;
                    System.arraycopy(numbers.values(), keys, moved, 0, values);
                    System.arraycopy(numbers.values(), 0, moved, values, keys);
                } else if (!valuesFirst) {
                    for (int i = 0; i < keys; i++) {
                        int slot = i / keyNumbers();
                        int head = i % keyNumbers() / layout.keyDim();
                        int to = (head * layout.blockSize() + slot) * layout.keyDim() + i % layout.keyDim();
                        moved[to] = numbers.values()[i];
                    }
                }
                Marshal.write(owner(), numbers.with(moved), out);
            });
        }
    }
}
