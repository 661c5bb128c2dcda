package dev.octavo.conformance.check;

import dev.octavo.spi.op.KvCacheSpec;
import dev.octavo.spi.op.KvLayout;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Storing, copying and moving blocks. Nothing is computed, so bits must match in every pass. */
final class KvCases {

    private static final DType[] CACHE_TYPES = {DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2};

    private KvCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        for (DType type : CACHE_TYPES) {
            List<KvLayout> layouts = List.of(
                    new KvLayout(2, 64, 16, type),
                    new KvLayout(1, 80, 1, type),
                    new KvLayout(3, 17, 8, type),
                    new KvLayout(2, 48, 32, false, 32, type),
                    new KvLayout(1, 72, 64, true, 4, type));
            for (KvLayout layout : layouts) {
                for (DType source : new DType[] {DType.F32, DType.F16, DType.BF16}) {
                    cases.add(build("append", layout, source, source == DType.F16));
                }
                cases.add(build("copy", layout, DType.F32, false));
                cases.add(build("move", layout, DType.F32, false));
            }
        }
        return cases.stream();
    }

    private static KernelCase build(String what, KvLayout layout, DType source, boolean strided) {
        KvCacheSpec spec = new KvCacheSpec(layout, 2, 7);
        String id = "kv[" + what + ",t=" + GemmCase.name(layout.type()) + ",from=" + GemmCase.name(source) + ",heads="
                + layout.kvHeads() + ",k=" + layout.keyDim() + ",v=" + layout.valueDim()
                + (layout.valueInKey() ? "_in_key" : "") + ",block=" + layout.blockSize() + OpCases.layout(strided);
        return new KernelCase(
                id, List.of(new Operator.Caching(spec)), EnumSet.of(Pass.RANDOM), (bench, fill) -> switch (what) {
                    case "append" -> new KvWorkload(bench, spec, new KvAppend(bench, layout, source, strided));
                    case "copy" -> new KvWorkload(bench, spec, new KvCopy(bench, spec));
                    default -> new KvWorkload(bench, spec, KvWorkload.Change.NONE);
                });
    }
}
