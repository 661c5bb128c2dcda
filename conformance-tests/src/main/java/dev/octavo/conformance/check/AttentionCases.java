package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

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

    /** Query, cache and output. */
    private static final List<List<DType>> TYPES = List.of(
            List.of(F32, F32, F32),
            List.of(F32, F16, F32),
            List.of(F32, BF16, F32),
            List.of(F16, F16, F16),
            List.of(BF16, BF16, BF16),
            List.of(F32, DType.F8_E4M3, F32),
            List.of(BF16, DType.F8_E5M2, BF16));

    private static final List<Lengths> DECODE = lengths(1, 1, 1, 5, 1, 33, 1, 64, 1, 100);
    private static final List<Lengths> PREFILL = lengths(1, 1, 7, 7, 33, 33);
    private static final List<Lengths> LONG_PREFILL = lengths(70, 70);
    private static final List<Lengths> CHUNKED = lengths(16, 40, 5, 37);
    private static final List<Lengths> MIXED = lengths(1, 17, 0, 0, 9, 9, 1, 50, 4, 31, 0, 12);

    /** Query heads, kv heads, head dimension, block size. */
    private static final int[][] HEADS = {
        {1, 1, 16, 1},
        {4, 4, 64, 16},
        {4, 2, 64, 8},
        {8, 2, 128, 16},
        {6, 1, 80, 32},
        {3, 3, 96, 8},
        {8, 1, 32, 16},
        {2, 1, 17, 3}
    };

    private AttentionCases() {}

    static Stream<ConformanceCase> all() {
        List<AttentionCase> cases = new ArrayList<>();
        List<List<Lengths>> batches = List.of(DECODE, PREFILL, CHUNKED, MIXED, LONG_PREFILL);
        int next = 0;
        for (List<DType> types : TYPES) {
            for (int[] heads : HEADS) {
                for (int i = 0; i < 2; i++) {
                    boolean strided = next % 2 == 1;
                    AttentionMask mask = new AttentionMask.Causal();
                    cases.add(of(types, heads, mask, 0, new Extras(false, false, strided), batches.get(next++ % 5)));
                }
            }
            next++;
            masks(cases, types);
            extras(cases, types);
        }
        return cases.stream().map(AttentionCase::build);
    }

    private static void masks(List<AttentionCase> cases, List<DType> types) {
        Extras none = new Extras(false, false, false);
        for (int window : new int[] {1, 5, 16, 33, 1000}) {
            AttentionMask mask = new AttentionMask.Causal(window);
            cases.add(of(types, HEADS[2], mask, 0, none, window % 2 == 0 ? CHUNKED : MIXED));
            cases.add(of(types, HEADS[6], mask, 0, none, window % 2 == 0 ? PREFILL : DECODE));
        }
        cases.add(of(types, HEADS[2], new AttentionMask.Bidirectional(), 0, none, PREFILL));
        cases.add(of(types, HEADS[5], new AttentionMask.Bidirectional(), 0, none, MIXED));
    }

    private static void extras(List<AttentionCase> cases, List<DType> types) {
        AttentionMask causal = new AttentionMask.Causal();
        AttentionMask window = new AttentionMask.Causal(7);
        cases.add(of(types, HEADS[2], causal, 2.5f, new Extras(false, false, false), MIXED));
        cases.add(of(types, HEADS[3], window, 2.5f, new Extras(false, false, true), CHUNKED));
        cases.add(of(types, HEADS[2], causal, 0, new Extras(true, false, false), MIXED));
        cases.add(of(types, HEADS[6], window, 0, new Extras(true, false, true), DECODE));
        cases.add(of(types, HEADS[2], causal, 0, new Extras(false, true, false), MIXED));
        Extras all = new Extras(true, true, true);
        cases.add(of(types, HEADS[4], window, 1.5f, all, MIXED));
        // Latent attention: the value is the front of the key; and values of another size.
        KvLayout latent = new KvLayout(1, 72, 64, true, 16, types.get(1));
        KvLayout wide = new KvLayout(2, 48, 32, false, 8, types.get(1));
        for (KvLayout layout : List.of(latent, wide)) {
            for (List<Lengths> batch : List.of(DECODE, CHUNKED)) {
                cases.add(new AttentionCase(
                        4, layout, types.get(0), types.get(2), causal, 0, new Extras(false, false, false), batch));
            }
        }
    }

    private static AttentionCase of(
            List<DType> types, int[] heads, AttentionMask mask, float cap, Extras extras, List<Lengths> batch) {
        KvLayout layout = new KvLayout(heads[1], heads[2], heads[3], types.get(1));
        return new AttentionCase(heads[0], layout, types.get(0), types.get(2), mask, cap, extras, batch);
    }

    private static List<Lengths> lengths(int... pairs) {
        List<Lengths> result = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            result.add(new Lengths(pairs[i], pairs[i + 1]));
        }
        return List.copyOf(result);
    }
}
