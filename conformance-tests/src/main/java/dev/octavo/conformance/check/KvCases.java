package dev.octavo.conformance.check;

import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Storing, copying and moving blocks. Nothing is computed, so bits must match in every pass, but for what quantising to I8 leaves open. */
final class KvCases {

    private static final DType[] CACHE_TYPES = {DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2, DType.I8
    };
    private static final DType[] SOURCES = {DType.F32, DType.F16, DType.BF16};
    private static final int[] TOKENS = {6, 1, 42, 0};
    private static final int[] BLOCKS = {1, 2, 8, 32, 64, 128, 256};

    /** What is done to a cache. */
    private enum What {
        APPEND,
        COPY,
        MOVE,
        SWAP
    }

    private KvCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : CACHE_TYPES) {
            for (KvLayout layout : layouts(type)) {
                for (DType source : SOURCES) {
                    cases.add(append(layout, source, TOKENS[cases.size() % 3], source == DType.F16));
                }
                for (What what : new What[] {What.COPY, What.MOVE, What.SWAP}) {
                    cases.add(build(what, layout, DType.F32, 0, false));
                }
            }
            cases.add(append(new KvLayout(2, 64, 16, type), DType.F32, 0, false));
            for (int block : BLOCKS) {
                KvLayout layout = new KvLayout(2, 24, block, type);
                cases.add(append(layout, SOURCES[cases.size() % 3], 42, cases.size() % 2 == 0));
                cases.add(build(What.COPY, layout, DType.F32, 0, false));
            }
        }
        return cases.stream().filter(KernelCase.distinctIds());
    }

    private static List<KvLayout> layouts(DType type) {
        return List.of(
                new KvLayout(2, 64, 16, type),
                new KvLayout(1, 80, 1, type),
                new KvLayout(3, 17, 8, type),
                new KvLayout(8, 128, 16, type),
                new KvLayout(5, 96, 4, type),
                new KvLayout(1, 256, 16, type),
                new KvLayout(2, 48, 32, false, 32, type),
                new KvLayout(1, 72, 64, true, 4, type),
                new KvLayout(1, 576, 512, true, 16, type));
    }

    private static KernelCase append(KvLayout layout, DType source, int tokens, boolean strided) {
        return build(What.APPEND, layout, source, tokens, strided);
    }

    private static KernelCase build(What what, KvLayout layout, DType source, int tokens, boolean strided) {
        KvCacheSpec spec = new KvCacheSpec(layout, 2, 7);
        String id = "kv[" + GemmCase.name(what) + ",t=" + GemmCase.name(layout.type())
                + (what == What.APPEND ? ",from=" + GemmCase.name(source) + ",tokens=" + tokens : "") + ",heads="
                + layout.kvHeads() + ",k=" + layout.keyDim() + ",v=" + layout.valueDim()
                + (layout.valueInKey() ? "_in_key" : "") + ",block=" + layout.blockSize() + OpCases.layout(strided);
        return new KernelCase(
                id,
                List.of(new Operator.Caching(spec)),
                EnumSet.of(Pass.RANDOM),
                Tiers.byWork(16 * spec.byteSize() / layout.type().bytes()),
                (bench, fill) -> new KvWorkload(
                        bench,
                        spec,
                        switch (what) {
                            case APPEND -> new KvAppend(bench, spec, source, tokens, strided);
                            case COPY -> new KvCopy(bench, spec);
                            case MOVE -> KvWorkload.Change.NONE;
                            case SWAP -> new KvSwap(bench, spec);
                        }));
    }
}
