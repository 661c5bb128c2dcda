package dev.octavo.conformance.check;

import dev.octavo.spi.op.TensorOpSpec;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** The grids of the remaining operators. */
final class OpCases {

    private OpCases() {}

    static Stream<KernelCase> all() {
        return Stream.of(
                        NormCases.all(),
                        RopeCases.all(),
                        PointwiseCases.all(),
                        CopyCases.all(),
                        RowCases.all(),
                        DrawCases.all(),
                        RouteCases.all(),
                        ChainCases.all())
                .flatMap(family -> family);
    }

    /** A case about one operator. */
    static KernelCase of(
            String id,
            TensorOpSpec spec,
            boolean strided,
            Set<Pass> passes,
            Function<OpWorkload.Builder, OpWorkload.Builder> tensors) {
        return new KernelCase(
                id,
                List.of(new Operator.Other(spec)),
                passes,
                (bench, fill) ->
                        tensors.apply(new OpWorkload.Builder(bench, strided)).build());
    }

    static String layout(boolean strided) {
        return ",layout=" + (strided ? "strided" : "dense") + "]";
    }

    static String types(Enum<?>... types) {
        return Stream.of(types)
                .map(GemmCase::name)
                .reduce((a, b) -> a + "_" + b)
                .orElse("");
    }
}
