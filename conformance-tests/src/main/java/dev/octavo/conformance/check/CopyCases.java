package dev.octavo.conformance.check;

import static dev.octavo.tensor.DType.BF16;
import static dev.octavo.tensor.DType.F16;
import static dev.octavo.tensor.DType.F32;

import dev.octavo.spi.op.CastSpec;
import dev.octavo.spi.op.GatherSpec;
import dev.octavo.tensor.DType;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Stream;

/** Operators that copy numbers, perhaps into another type: casts of every pair of types, and gathers. */
final class CopyCases {

    private static final int[][] SHAPES = {{1, 1}, {3, 13}, {5, 64}, {2, 257}, {17, 33}, {1, 4099}, {0, 7}};

    private CopyCases() {}

    static Stream<KernelCase> all() {
        List<KernelCase> cases = new ArrayList<>();
        int next = 0;
        for (DType from : DType.values()) {
            for (DType to : DType.values()) {
                cases.add(cast(from, to, SHAPES[next++ % SHAPES.length], next % 2 == 0));
                cases.add(cast(from, to, SHAPES[3], next % 2 == 1));
            }
        }
        for (DType table : new DType[] {F32, F16, BF16, DType.F8_E4M3}) {
            for (DType output : new DType[] {F32, F16, BF16}) {
                cases.add(gather(table, output, 1, new int[] {50, 5, 33}, false));
                cases.add(gather(table, output, 1, new int[] {7, 17, 64}, true));
                cases.add(gather(table, output, 11.3125f, new int[] {9, 4, 13}, true));
                cases.add(gather(table, output, 0.5f, new int[] {33, 8, 129}, false));
            }
            cases.add(gather(table, table, 1, new int[] {2048, 9, 96}, false));
            cases.add(gather(table, F32, 1, new int[] {8, 0, 96}, false));
            cases.add(gather(table, F32, 1, new int[] {1, 3, 1}, true));
        }
        cases.add(gather(DType.I32, DType.I32, 1, new int[] {20, 7, 5}, true));
        return cases.stream().filter(KernelCase.distinctIds());
    }

    private static KernelCase cast(DType from, DType to, int[] shape, boolean strided) {
        CastSpec spec = new CastSpec(shape[1], from, to);
        String id = "cast[" + PointwiseCases.common(List.of(from, to), shape) + OpCases.layout(strided);
        Numbers numbers = from.isFloating() ? Numbers.each(CastNumbers::next) : Numbers.each(CastNumbers::integer);
        return OpCases.of(
                id,
                spec,
                strided,
                EnumSet.of(Pass.RANDOM),
                tensors -> tensors.step(
                        spec,
                        List.of(tensors.input("x", from, shape[0], shape[1], numbers)),
                        List.of(tensors.output("out", to, shape[0], shape[1]))));
    }

    /** Table rows, ids, width. */
    private static KernelCase gather(DType table, DType output, float scale, int[] shape, boolean strided) {
        GatherSpec spec = new GatherSpec(shape[2], table, output, scale);
        String id = "gather[t=" + OpCases.types(table, output) + ",rows=" + shape[0] + ",ids=" + shape[1] + ",width="
                + shape[2] + ",scale=" + scale + OpCases.layout(strided);
        EnumSet<Pass> passes = scale == 1 || scale == 0.5f ? EnumSet.allOf(Pass.class) : EnumSet.of(Pass.RANDOM);
        return OpCases.of(id, spec, strided, passes, tensors -> {
            // Some ids are outside the table, far outside among them.
            Numbers ids = Numbers.each(fill -> switch (fill.integer(0, 9)) {
                case 0 -> Integer.MIN_VALUE;
                case 1 -> Integer.MAX_VALUE;
                case 2 -> shape[0] - 1;
                default -> fill.integer(-1, shape[0] + 1);
            });
            return tensors.step(
                    spec,
                    List.of(
                            tensors.input("table", table, shape[0], shape[2], Numbers.anySize(9)),
                            tensors.vector("ids", DType.I32, shape[1], ids)),
                    List.of(tensors.output("out", output, shape[1], shape[2])));
        });
    }
}
