package dev.octavo.conformance.reference;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.RowOracle;
import dev.octavo.spi.CommandSink;
import dev.octavo.spi.TensorRef;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Caches in 8 bits that quantise, keep or use their scales wrong, and 8-bit floats that do not saturate. */
final class EightBitFaults {

    private EightBitFaults() {}

    private static Mutant cache(String id, String what, KvFaults.Making making) {
        return KvFaults.cache("8bit-" + id, what, making);
    }

    private static Mutant rows(String id, String what, Function<KvLayout, ScaledRows> rows) {
        return cache(id, what, (right, spec) -> new ReferenceKvCache(right, spec, rows.apply(spec.layout())));
    }

    static Stream<Mutant> all() {
        return Stream.of(scales(), integers(), places(), moves(), floats()).flatMap(all -> all);
    }

    /** What the scale of a row is instead. */
    private interface WrongScale {
        double scale(double[] from, int first, int count, double right);
    }

    private static Mutant scale(String id, String what, WrongScale wrong) {
        return rows(id, what, layout -> new ScaledRows(layout) {
            @Override
            float scale(double[] from, int first, int count) {
                return (float) wrong.scale(from, first, count, super.scale(from, first, count));
            }
        });
    }

    private static Stream<Mutant> scales() {
        return Stream.of(
                scale("scale-128", "the scale is that of 128 steps", (x, at, n, s) -> s * 127 / 128),
                scale(
                        "scale-bf16",
                        "scales are kept in bf16",
                        (x, at, n, s) -> NumberFormat.of(DType.BF16).round(s)),
                scale(
                        "scale-f16",
                        "scales are kept in f16",
                        (x, at, n, s) -> NumberFormat.of(DType.F16).round(s)),
                scale("scale-positive", "negative numbers do not count for the scale", (x, at, n, s) -> {
                    double largest = 0;
                    for (int i = at; i < at + n; i++) {
                        largest = Math.max(largest, Double.isNaN(x[i]) ? 0 : x[i]);
                    }
                    return Math.min(largest, Float.MAX_VALUE) / 127;
                }),
                scale(
                        "scale-tail",
                        "the last numbers of an odd row do not count for the scale",
                        (x, at, n, s) -> RowOracle.scale(RowOracle.largest(x, at, n == 1 ? 1 : n / 16 * 16))),
                scale(
                        "scale-token",
                        "heads of a token share the first head's scale",
                        (x, at, n, s) -> RowOracle.scale(RowOracle.largest(x, at / (2 * n) * (2 * n), n))),
                scale("scale-nan", "a NaN makes its row's scale NaN", (x, at, n, s) -> {
                    for (int i = at; i < at + n; i++) {
                        if (Double.isNaN(x[i])) {
                            return Double.NaN;
                        }
                    }
                    return s;
                }),
                scale("scale-infinite", "an infinity makes its row's scale infinite", (x, at, n, s) -> {
                    for (int i = at; i < at + n; i++) {
                        if (Double.isInfinite(x[i])) {
                            return Double.POSITIVE_INFINITY;
                        }
                    }
                    return s;
                }),
                scale("scale-zero", "a row of zeros has a scale of 1", (x, at, n, s) -> s == 0 ? 1 : s),
                scale("scale-floor", "scales are at least 10^-5", (x, at, n, s) -> Math.max(s, 1e-5)));
    }

    private static Mutant integer(String id, String what, DoubleUnaryOperator wrong) {
        return rows(id, what, layout -> new ScaledRows(layout) {
            @Override
            int integer(double x, float scale) {
                double finite = Math.clamp(x, -Float.MAX_VALUE, Float.MAX_VALUE);
                return scale == 0 || Double.isNaN(x) ? 0 : (int) wrong.applyAsDouble(finite / scale);
            }
        });
    }

    private static Stream<Mutant> integers() {
        return Stream.of(
                integer("cut", "numbers are cut off instead of rounded", x -> x),
                integer("floor", "numbers are rounded down", Math::floor),
                integer("offset", "integers are stored with an offset of 128", x -> Math.rint(x) + 128),
                integer("unsigned", "negative numbers are stored as 0", x -> Math.max(0, Math.rint(x))),
                integer("half", "half of the steps are used", x -> Math.rint(x / 2)));
    }

    private static Stream<Mutant> places() {
        return Stream.of(
                rows("scale-stale", "a scale that was there is not replaced", layout -> new ScaledRows(layout) {
                    @Override
                    void store(MemorySegment block, boolean value, int slot, int head, double[] from, int first) {
                        float before = block.get(SCALE, scaleAt(value, slot, head));
                        super.store(block, value, slot, head, from, first);
                        block.set(SCALE, scaleAt(value, slot, head), before);
                    }
                }),
                rows("scale-key", "values are read with the scale of their key", layout -> new Read(layout) {
                    @Override
                    long readAt(boolean value, int slot, int head) {
                        return scaleAt(false, slot, head);
                    }
                }),
                rows("scale-first", "a block is read with the scales of its first token", layout -> new Read(layout) {
                    @Override
                    long readAt(boolean value, int slot, int head) {
                        return scaleAt(value, 0, head);
                    }
                }),
                rows("scale-head", "all heads are read with the first one's scale", layout -> new Read(layout) {
                    @Override
                    long readAt(boolean value, int slot, int head) {
                        return scaleAt(value, slot, 0);
                    }
                }),
                rows("scale-order", "scales lie head by head", layout -> new ScaledRows(layout) {
                    @Override
                    long scaleAt(boolean value, int slot, int head) {
                        int row = head * layout.blockSize() + slot;
                        return super.scaleAt(value, row / layout.kvHeads(), row % layout.kvHeads());
                    }
                }),
                rows(
                        "scale-values-first",
                        "scales of values lie before those of keys",
                        layout -> new ScaledRows(layout) {
                            @Override
                            long scaleAt(boolean value, int slot, int head) {
                                return super.scaleAt(!layout.valueInKey() && !value, slot, head);
                            }
                        }),
                rows(
                        "scale-latent",
                        "rows that are key and value are read without their scale",
                        layout -> new ScaledRows(layout) {
                            @Override
                            void load(MemorySegment block, boolean value, int slot, int head, double[] to, int first) {
                                super.load(block, value, slot, head, to, first);
                                float scale = block.get(SCALE, scaleAt(value, slot, head));
                                for (int i = 0; layout.valueInKey() && i < columns(value); i++) {
                                    to[first + i] /= scale;
                                }
                            }
                        }));
    }

    /** Rows that are stored right and read with another scale. */
    private abstract static class Read extends ScaledRows {

        Read(KvLayout layout) {
            super(layout);
        }

        abstract long readAt(boolean value, int slot, int head);

        @Override
        void load(MemorySegment block, boolean value, int slot, int head, double[] to, int first) {
            super.load(block, value, slot, head, to, first);
            double right = block.get(SCALE, scaleAt(value, slot, head));
            double wrong = block.get(SCALE, readAt(value, slot, head));
            for (int i = 0; i < columns(value); i++) {
                to[first + i] = right == 0 ? 0 : to[first + i] / right * wrong;
            }
        }
    }

    private static MemorySegment scalesOf(MemorySegment block, KvCacheSpec spec) {
        boolean scaled = spec.layout().scalesPerToken() > 0;
        return scaled ? block.asSlice(new ScaledRows(spec.layout()).firstScale()) : block.asSlice(0, 0);
    }

    private static Stream<Mutant> moves() {
        return Stream.of(
                cache(
                        "import-scales",
                        "imports leave scales as they are",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void importBlock(CommandSink sink, int layer, int block, TensorRef in) {
                                byte[][] kept = new byte[1][];
                                ReferenceSink.of(right, sink)
                                        .enqueue(() -> kept[0] = scalesOf(block(layer, block), spec)
                                                .toArray(ValueLayout.JAVA_BYTE));
                                super.importBlock(sink, layer, block, in);
                                ReferenceSink.of(right, sink)
                                        .enqueue(() -> scalesOf(block(layer, block), spec)
                                                .copyFrom(MemorySegment.ofArray(kept[0])));
                            }
                        }),
                cache("export-scales", "exports leave scales out", (right, spec) -> new ReferenceKvCache(right, spec) {
                    @Override
                    public void exportBlock(CommandSink sink, int layer, int block, TensorRef out) {
                        super.exportBlock(sink, layer, block, out);
                        ReferenceSink.of(right, sink).enqueue(() -> {
                            MemorySegment all = ReferenceBuffer.writable(right, out.buffer());
                            scalesOf(all.asSlice(out.byteOffset(), out.byteSpan()), spec)
                                    .fill((byte) 0);
                        });
                    }
                }),
                cache(
                        "copy-scales",
                        "copies leave scales where they were",
                        (right, spec) -> new ReferenceKvCache(right, spec) {
                            @Override
                            public void copyBlocks(CommandSink sink, TensorRef pairs) {
                                byte[][] kept = new byte[spec.layers() * spec.blocks()][];
                                ReferenceSink.of(right, sink).enqueue(() -> {
                                    for (int i = 0; i < kept.length; i++) {
                                        kept[i] = scalesOf(block(i / spec.blocks(), i % spec.blocks()), spec)
                                                .toArray(ValueLayout.JAVA_BYTE);
                                    }
                                });
                                super.copyBlocks(sink, pairs);
                                ReferenceSink.of(right, sink).enqueue(() -> {
                                    for (int i = 0; i < kept.length; i++) {
                                        scalesOf(block(i / spec.blocks(), i % spec.blocks()), spec)
                                                .copyFrom(MemorySegment.ofArray(kept[i]));
                                    }
                                });
                            }
                        }));
    }

    /** Changes what is stored in a cache of one type. */
    private static Mutant stores(String id, String what, DType type, DoubleUnaryOperator change) {
        return KvFaults.append("8bit-" + id, what, (cache, token, slot, k, v) -> {
            boolean wrong = cache.spec().layout().type() == type;
            cache.right(token, slot, wrong ? KvFaults.mapped(k, change) : k, wrong ? KvFaults.mapped(v, change) : v);
        });
    }

    private static Stream<Mutant> floats() {
        return Stream.of(
                stores(
                        "e4m3-overflow",
                        "E4M3 stores NaN for what is too large",
                        DType.F8_E4M3,
                        x -> Math.abs(x) > 464 ? Double.NaN : x),
                stores(
                        "e4m3-nan",
                        "E4M3 stores the largest number for NaN",
                        DType.F8_E4M3,
                        x -> Double.isNaN(x) ? 448 : x),
                stores("e4m3-short", "E4M3 saturates at 240", DType.F8_E4M3, x -> Math.clamp(x, -240, 240)),
                stores("e5m2-nan", "E5M2 stores 0 for NaN", DType.F8_E5M2, x -> Double.isNaN(x) ? 0 : x),
                stores(
                        "e5m2-subnormal",
                        "E5M2 has no subnormal numbers",
                        DType.F8_E5M2,
                        x -> Math.abs(x) < 0x1p-14 ? Math.copySign(0, x) : x),
                stores(
                        "e4m3-subnormal",
                        "E4M3 has no subnormal numbers",
                        DType.F8_E4M3,
                        x -> Math.abs(x) < 0x1p-6 ? Math.copySign(0, x) : x));
    }
}
