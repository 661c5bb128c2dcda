package dev.octavo.conformance.check;

import static dev.octavo.conformance.check.AttentionBatches.CHUNKED;
import static dev.octavo.conformance.check.AttentionBatches.DECODE;
import static dev.octavo.conformance.check.AttentionBatches.LONG_PREFILL;
import static dev.octavo.conformance.check.AttentionBatches.MIXED;
import static dev.octavo.conformance.check.AttentionBatches.ONE;
import static dev.octavo.conformance.check.AttentionBatches.PREFILL;
import static dev.octavo.conformance.check.AttentionBatches.SPECULATIVE;
import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;
import static dev.octavo.tensor.DType.F8_E4M3;
import static dev.octavo.tensor.DType.F8_E5M2;
import static dev.octavo.tensor.DType.I8;

import dev.octavo.conformance.check.AttentionCase.Extras;
import dev.octavo.conformance.check.AttentionCase.Lengths;
import dev.octavo.spi.op.AttentionMask;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The grid of attention. */
final class AttentionCases {

    /** Types of query, cache and output. */
    private record Types(DType query, DType cache, DType output) {}

    /** Those that models are run with; every combination comes up in {@link #everyType}. */
    private static final List<Types> TYPES = List.of(
            new Types(F32, F32, F32),
            new Types(F32, F16, F32),
            new Types(F32, BF16, F32),
            new Types(F16, F16, F16),
            new Types(BF16, BF16, BF16),
            new Types(F32, F8_E4M3, F32),
            new Types(BF16, F8_E5M2, BF16),
            new Types(F32, I8, F32));

    private static final List<List<Lengths>> BATCHES =
            List.of(DECODE, PREFILL, CHUNKED, MIXED, LONG_PREFILL, SPECULATIVE, ONE);

    /** Query heads, kv heads, head dimension, block size. */
    private static final int[][] HEADS = {
        {1, 1, 16, 1},
        {4, 4, 64, 16},
        {4, 2, 64, 8},
        {8, 2, 128, 16},
        {6, 1, 80, 32},
        {3, 3, 96, 8},
        {8, 1, 32, 16},
        {2, 1, 17, 3},
        {14, 2, 64, 16},
        {5, 1, 128, 16},
        {9, 3, 40, 4},
        {16, 1, 64, 64}
    };

    private static final int[] DIMENSIONS = {24, 32, 40, 64, 72, 80, 96, 108, 112, 120, 128, 192, 256, 512};

    private static final int[] BLOCKS = {1, 2, 3, 4, 8, 16, 32, 48, 64, 96, 128, 256};

    private static final int[] WINDOWS = {1, 2, 3, 5, 15, 16, 17, 31, 33, 64, 127, 128, 1000};

    private final List<AttentionCase> cases = new ArrayList<>();
    private int next;

    private AttentionCases() {}

    static Stream<KernelCase> all() {
        AttentionCases grid = new AttentionCases();
        grid.headsAndBatches();
        grid.everyType();
        grid.dimensions();
        grid.blocks();
        grid.masks();
        grid.extras();
        grid.reduced();
        grid.latent();
        grid.empty();
        grid.longContexts();
        Stream<KernelCase> grids = grid.cases.stream().map(AttentionCase::build);
        Stream<KernelCase> models =
                ModelCases.attention().map(AttentionCase::build).map(KernelCase::notInSmoke);
        return Stream.concat(grids, models).filter(KernelCase.distinctIds());
    }

    private Types types() {
        return TYPES.get(next % TYPES.size());
    }

    private List<Lengths> batch() {
        return BATCHES.get(next % BATCHES.size());
    }

    private void add(Types types, int[] heads, AttentionMask mask, float cap, Extras extras, List<Lengths> batch) {
        KvLayout layout = new KvLayout(heads[1], heads[2], heads[3], types.cache());
        cases.add(new AttentionCase(heads[0], layout, types.query(), types.output(), mask, cap, extras, batch));
        next++;
    }

    private void plain(Types types, int[] heads, List<Lengths> batch) {
        add(types, heads, new AttentionMask.Causal(), 0, Extras.strided(next % 2 == 1), batch);
    }

    private void headsAndBatches() {
        for (Types types : TYPES) {
            for (int[] heads : HEADS) {
                plain(types, heads, batch());
                plain(types, heads, batch());
            }
            next++;
        }
    }

    private void everyType() {
        for (DType query : new DType[] {F32, F16, BF16}) {
            for (DType cache : new DType[] {F32, F16, BF16, F8_E4M3, F8_E5M2, I8}) {
                for (DType output : new DType[] {F32, F16, BF16}) {
                    plain(new Types(query, cache, output), HEADS[2], next % 2 == 0 ? MIXED : DECODE);
                }
            }
        }
    }

    private void dimensions() {
        for (int dimension : DIMENSIONS) {
            plain(types(), new int[] {4, 2, dimension, 16}, DECODE);
            plain(types(), new int[] {3, 1, dimension, 8}, CHUNKED);
            plain(types(), new int[] {2, 2, dimension, 32}, PREFILL);
        }
    }

    private void blocks() {
        for (int block : BLOCKS) {
            for (int i = 0; i < 3; i++) {
                plain(types(), new int[] {2, 1, 64, block}, AttentionBatches.aroundBlock(block));
            }
            plain(types(), new int[] {4, 4, 32, block}, MIXED);
        }
    }

    private void masks() {
        for (int window : WINDOWS) {
            AttentionMask mask = new AttentionMask.Causal(window);
            for (List<Lengths> batch : List.of(MIXED, CHUNKED, DECODE, LONG_PREFILL)) {
                add(types(), HEADS[2 + next % 5], mask, 0, Extras.strided(next % 3 == 0), batch);
            }
        }
        for (Types types : TYPES) {
            add(types, HEADS[2], new AttentionMask.Causal(5), 0, Extras.NONE, MIXED);
            add(types, HEADS[6], new AttentionMask.Causal(16), 0, Extras.NONE, PREFILL);
            add(types, HEADS[2], new AttentionMask.Bidirectional(), 0, Extras.NONE, PREFILL);
            add(types, HEADS[5], new AttentionMask.Bidirectional(), 0, Extras.strided(true), MIXED);
            add(types, HEADS[8], new AttentionMask.Bidirectional(), 0, Extras.NONE, CHUNKED);
        }
    }

    private void extras() {
        AttentionMask causal = new AttentionMask.Causal();
        AttentionMask window = new AttentionMask.Causal(7);
        AttentionMask all = new AttentionMask.Bidirectional();
        for (Types types : TYPES) {
            add(types, HEADS[2], causal, 2.5f, Extras.NONE, MIXED);
            add(types, HEADS[3], window, 2.5f, Extras.strided(true), CHUNKED);
            add(types, HEADS[1], causal, 50, Extras.NONE, PREFILL);
            add(types, HEADS[2], causal, 0, new Extras(true, false, false, 0), MIXED);
            add(types, HEADS[6], window, 0, new Extras(true, false, true, 0), DECODE);
            add(types, HEADS[8], causal, 0, new Extras(true, false, false, 0), PREFILL);
            add(types, HEADS[2], causal, 0, new Extras(false, true, false, 0), MIXED);
            add(types, HEADS[1], causal, 0, new Extras(false, true, true, 0), DECODE);
            add(types, HEADS[4], window, 1.5f, new Extras(true, true, true, 0), MIXED);
            add(types, HEADS[2], all, 2.5f, new Extras(true, true, false, 0), CHUNKED);
        }
    }

    /** f32 queries, and probabilities, that may be rounded. */
    private void reduced() {
        Extras all = new Extras(true, true, true, 3).withReducedInputs();
        for (DType cache : new DType[] {BF16, F16, F32}) {
            Types types = new Types(F32, cache, F32);
            for (int[] heads : HEADS) {
                add(types, heads, new AttentionMask.Causal(), 0, Extras.NONE.withReducedInputs(), batch());
            }
            add(types, HEADS[8], new AttentionMask.Causal(7), 2.5f, all, MIXED);
            add(types, HEADS[3], new AttentionMask.Causal(5), 0, Extras.NONE.withReducedInputs(), LONG_PREFILL);
            add(types, HEADS[2], new AttentionMask.Bidirectional(), 0, Extras.NONE.withReducedInputs(), CHUNKED);
        }
        for (int dimension : DIMENSIONS) {
            int[] heads = {4, 2, dimension, 16};
            add(TYPES.get(2), heads, new AttentionMask.Causal(), 0, Extras.NONE.withReducedInputs(), MIXED);
        }
    }

    /** Latent attention, where the value is the front of the key; and values of another size. */
    private void latent() {
        for (Types types : TYPES) {
            for (KvLayout layout : List.of(
                    new KvLayout(1, 72, 64, true, 16, types.cache()),
                    new KvLayout(2, 48, 32, false, 8, types.cache()),
                    new KvLayout(2, 48, 48, true, 4, types.cache()),
                    new KvLayout(1, 32, 96, false, 16, types.cache()))) {
                latent(types, 4, layout, DECODE);
                latent(types, 6, layout, CHUNKED);
            }
            latent(types, 5, new KvLayout(1, 576, 512, true, 16, types.cache()), DECODE);
            latent(types, 16, new KvLayout(1, 576, 512, true, 64, types.cache()), List.of(new Lengths(2, 20)));
            latent(types, 2, new KvLayout(1, 576, 512, true, 1, types.cache()), SPECULATIVE);
            latent(types, 4, new KvLayout(4, 192, 128, false, 16, types.cache()), MIXED);
        }
    }

    private void latent(Types types, int heads, KvLayout layout, List<Lengths> batch) {
        Extras extras = Extras.strided(next++ % 2 == 1);
        cases.add(new AttentionCase(
                heads, layout, types.query(), types.output(), new AttentionMask.Causal(), 0, extras, batch));
    }

    /** Batches of nothing, and tokens that belong to no sequence. */
    private void empty() {
        for (Types types : TYPES) {
            add(types, HEADS[2], new AttentionMask.Causal(), 0, Extras.NONE, List.of());
            add(types, HEADS[2], new AttentionMask.Causal(), 0, Extras.NONE, AttentionBatches.of(0, 0, 0, 9));
            add(types, HEADS[2], new AttentionMask.Causal(), 0, new Extras(false, false, true, 3), MIXED);
            add(types, HEADS[3], new AttentionMask.Causal(9), 0, new Extras(false, false, false, 5), DECODE);
            add(types, HEADS[2], new AttentionMask.Bidirectional(), 0, new Extras(false, false, false, 2), CHUNKED);
        }
    }

    /** Contexts of many blocks, by the sizes of other engines' tests. */
    private void longContexts() {
        List<List<Lengths>> batches = List.of(
                AttentionBatches.of(1, 1328, 5, 18, 129, 463),
                AttentionBatches.of(1, 523, 1, 37, 1, 2011),
                AttentionBatches.of(1, 54, 1, 293, 1, 70),
                AttentionBatches.of(8, 32, 8, 40),
                AttentionBatches.of(1, 512, 1, 1024, 7, 512, 7, 1024),
                AttentionBatches.of(64, 1024),
                AttentionBatches.of(5, 5, 3, 16, 134, 1131),
                AttentionBatches.of(32, 1568, 8, 520, 8, 80, 16, 96, 8, 8),
                AttentionBatches.repeated(40, 1, 17),
                AttentionBatches.of(1, 1027, 1, 1025));
        for (List<Lengths> batch : batches) {
            plain(types(), new int[] {2, 1, 128, 16}, batch);
            plain(types(), new int[] {4, 4, 64, 32}, batch);
            add(types(), new int[] {4, 2, 64, 16}, new AttentionMask.Causal(256), 0, Extras.NONE, batch);
        }
        plain(types(), new int[] {8, 2, 128, 16}, AttentionBatches.of(1, 7812, 1, 312, 1, 213));
        plain(types(), new int[] {32, 8, 128, 16}, AttentionBatches.repeated(8, 32, 4096));
        plain(types(), new int[] {32, 8, 128, 16}, AttentionBatches.repeated(32, 1, 2048));
        plain(types(), new int[] {9, 3, 128, 128}, AttentionBatches.of(992, 2456, 1, 1234, 98, 1145, 1, 4162));
    }
}
