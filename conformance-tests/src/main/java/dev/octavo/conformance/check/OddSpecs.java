package dev.octavo.conformance.check;

import dev.octavo.spi.op.ActivationFunction;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.AttentionSpec;
import dev.octavo.spi.op.ComputePrecision;
import dev.octavo.spi.op.Epilogue;
import dev.octavo.spi.op.GemmSpec;
import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Specs on which {@code support} and {@code prepare} have to agree: those that are usual, at the edges, or make no sense. */
final class OddSpecs {

    private static final DType[] TYPES = DType.values();

    private OddSpecs() {}

    static List<Operator> products() {
        WeightSpec plain = new WeightSpec(24, 32, WeightFormat.dense(DType.F32));
        List<Operator> specs = new ArrayList<>();
        for (DType activation : TYPES) {
            for (DType output : TYPES) {
                specs.add(product(plain, activation, output, ComputePrecision.STRICT));
            }
        }
        for (ComputePrecision precision : ComputePrecision.values()) {
            specs.add(product(plain, DType.F32, DType.F32, precision));
            specs.add(product(plain, DType.BF16, DType.BF16, precision));
        }
        Epilogue gate = new Epilogue.Gate(ActivationFunction.SILU);
        Epilogue bias = new Epilogue.Bias();
        WeightSpec odd = new WeightSpec(23, 32, WeightFormat.dense(DType.F32));
        WeightSpec single = new WeightSpec(1, 1, WeightFormat.dense(DType.BF16));
        WeightSpec experts = new WeightSpec(8, 16, WeightFormat.dense(DType.F32), 5);
        List<List<Epilogue>> epilogues = List.of(
                List.of(gate),
                List.of(gate, gate),
                List.of(gate, bias),
                List.of(bias, bias),
                List.of(bias, gate, new Epilogue.AddResidual(), new Epilogue.AddResidual()),
                List.of(new Epilogue.SoftCap(0)),
                List.of(new Epilogue.Scale(0), new Epilogue.Activate(ActivationFunction.GELU)));
        for (WeightSpec weights : List.of(plain, odd, single, experts)) {
            for (List<Epilogue> epilogue : epilogues) {
                for (int rows : new int[] {1, 1000}) {
                    specs.add(new Operator.Product(
                            new GemmSpec(weights, DType.F32, DType.F32, rows, ComputePrecision.STRICT, epilogue)));
                }
            }
        }
        return specs;
    }

    private static Operator product(WeightSpec weights, DType activation, DType output, ComputePrecision precision) {
        return new Operator.Product(new GemmSpec(weights, activation, output, 5, precision, List.of()));
    }

    static List<Operator> formats() {
        List<Operator> specs = new ArrayList<>();
        for (WeightSpec weights : weights()) {
            specs.addAll(plain(weights));
            specs.add(new Operator.Product(
                    new GemmSpec(weights, DType.F32, DType.F32, 3, ComputePrecision.INT8_ACTIVATIONS, List.of())));
        }
        return specs;
    }

    /** Products that decide whether weights can be loaded. */
    static List<Operator> plain(WeightSpec weights) {
        List<Operator> specs = new ArrayList<>();
        for (DType activation : List.of(DType.F32, DType.BF16, DType.F16)) {
            for (DType output : EnumSet.of(DType.F32, activation)) {
                specs.add(new Operator.Product(
                        new GemmSpec(weights, activation, output, 1, ComputePrecision.STRICT, List.of())));
            }
        }
        return specs;
    }

    /** Every format, also with an odd k and several experts. */
    static List<WeightSpec> weights() {
        List<WeightFormat> formats = new ArrayList<>();
        for (DType type : TYPES) {
            if (type.isFloating()) {
                formats.add(WeightFormat.dense(type));
            }
            formats.add(new WeightFormat.Scaled(type, 4, 16));
            formats.add(new WeightFormat.Scaled(type, 0, 0));
        }
        for (int bits : new int[] {4, 8}) {
            for (int group : new int[] {0, 16, 32, 33, 1000}) {
                for (boolean zeros : new boolean[] {true, false}) {
                    formats.add(new WeightFormat.Grouped(bits, group, zeros, DType.F16));
                }
            }
            formats.add(new WeightFormat.Grouped(bits, 32, false, DType.F32));
            formats.add(new WeightFormat.Grouped(bits, 32, false, DType.BF16));
            formats.add(new WeightFormat.Grouped(bits, 32, false, DType.F8_E4M3));
        }
        for (BlockType type : BlockType.values()) {
            formats.add(new WeightFormat.Blocked(type));
        }
        List<WeightSpec> specs = new ArrayList<>();
        for (WeightFormat format : formats) {
            specs.add(new WeightSpec(6, 256, format));
            specs.add(new WeightSpec(5, 45, format));
            specs.add(new WeightSpec(4, 32, format, 3));
        }
        return specs;
    }

    /** Zeros in the right amounts for a weight spec. */
    static WeightSource source(WeightSpec spec) {
        int rows = spec.n() * spec.experts();
        return new WeightSource(
                List.of(
                        switch (spec.format()) {
                            case WeightFormat.Dense dense -> new WeightSource.Part(rows, values(spec, rows));
                            case WeightFormat.Blocked blocked -> new WeightSource.Part(rows, values(spec, rows));
                            case WeightFormat.Grouped grouped -> {
                                int size = grouped.groupSize() == 0 ? spec.k() : grouped.groupSize();
                                long groups = Math.ceilDiv(spec.k(), size);
                                MemorySegment scales = Host.zeros(
                                        rows * groups * grouped.scaleType().bytes());
                                Optional<MemorySegment> zeros = grouped.zeroPoints()
                                        ? Optional.of(Host.zeros(rows * groups))
                                        : Optional.empty();
                                yield new WeightSource.Part(rows, values(spec, rows), Optional.of(scales), zeros);
                            }
                            case WeightFormat.Scaled scaled -> {
                                long down = tiles(spec.n(), scaled.tileRows()) * spec.experts();
                                long across = tiles(spec.k(), scaled.tileColumns());
                                yield new WeightSource.Part(
                                        rows,
                                        values(spec, rows),
                                        Optional.of(Host.zeros(4 * down * across)),
                                        Optional.empty());
                            }
                        }),
                true);
    }

    private static long tiles(int extent, int tile) {
        return tile == 0 ? 1 : (extent + tile - 1) / tile;
    }

    private static MemorySegment values(WeightSpec spec, int rows) {
        long k = spec.k();
        if (spec.format() instanceof WeightFormat.Blocked(BlockType type)) {
            k = (k + type.weights() - 1) / type.weights() * type.weights();
        }
        return Host.zeros(spec.format().valueBytes(rows, k));
    }

    static List<Operator> attention() {
        List<Operator> specs = new ArrayList<>();
        KvLayout usual = new KvLayout(2, 64, 16, DType.F16);
        for (DType query : TYPES) {
            specs.add(attending(4, usual, new AttentionMask.Causal(), 0, query, query));
            specs.add(attending(4, usual, new AttentionMask.Causal(), 0, query, DType.F32));
        }
        for (DType type : TYPES) {
            KvLayout layout = new KvLayout(2, 64, 16, type);
            specs.add(attending(4, layout, new AttentionMask.Causal(), 0, DType.F32, DType.F32));
        }
        for (int dim : new int[] {1, 2, 3, 17, 32, 63, 80, 96, 112, 120, 192, 256, 257, 512, 576, 1025, 4096}) {
            KvLayout layout = new KvLayout(1, dim, 16, DType.F16);
            specs.add(attending(3, layout, new AttentionMask.Causal(), 0, DType.F32, DType.F32));
        }
        for (int block : new int[] {1, 2, 3, 7, 32, 128, 256, 1000}) {
            KvLayout layout = new KvLayout(2, 64, block, DType.F16);
            specs.add(attending(2, layout, new AttentionMask.Bidirectional(), 30, DType.F32, DType.F32));
        }
        for (int window : new int[] {-1, 1, 4096, Integer.MAX_VALUE}) {
            specs.add(attending(8, usual, new AttentionMask.Causal(window), 0, DType.F32, DType.F32));
        }
        List<KvLayout> uneven = List.of(
                new KvLayout(1, 576, 512, true, 16, DType.BF16),
                new KvLayout(1, 64, 64, true, 16, DType.F16),
                new KvLayout(2, 192, 128, false, 16, DType.F16),
                new KvLayout(2, 64, 128, false, 16, DType.F16));
        for (KvLayout layout : uneven) {
            specs.add(attending(2, layout, new AttentionMask.Causal(), 0, DType.F32, DType.F32));
        }
        for (int bits = 0; bits < 4; bits++) {
            specs.add(new Operator.Attending(new AttentionSpec(
                    4,
                    usual,
                    new AttentionMask.Causal(5),
                    -0.5f,
                    0,
                    bits > 1,
                    bits % 2 > 0,
                    DType.F32,
                    DType.F32,
                    9,
                    3)));
        }
        return specs;
    }

    private static Operator attending(
            int heads, KvLayout layout, AttentionMask mask, float cap, DType query, DType output) {
        return new Operator.Attending(
                new AttentionSpec(heads, layout, mask, 0.125f, cap, false, false, query, output, 33, 5));
    }

    static List<Operator> caches() {
        List<Operator> specs = new ArrayList<>();
        for (DType type : TYPES) {
            for (int dim : new int[] {1, 17, 64, 576, 2000}) {
                specs.add(new Operator.Caching(new KvCacheSpec(new KvLayout(1, dim, 3, type), 1, 2)));
            }
            specs.add(new Operator.Caching(new KvCacheSpec(new KvLayout(3, 72, 64, true, 1, type), 2, 1)));
            specs.add(new Operator.Caching(new KvCacheSpec(new KvLayout(3, 48, 32, false, 256, type), 1, 2)));
        }
        return specs;
    }

    static List<Operator> operators() {
        return OddOperators.specs()
                .map(Operator.Other::new)
                .map(Operator.class::cast)
                .toList();
    }
}
