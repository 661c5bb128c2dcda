package dev.octavo.conformance.check;

import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.WeightFormat;
import java.util.stream.Stream;

/** Every weight format, with sizes that fit its blocks and sizes that do not. */
final class LoadCases {

    private LoadCases() {}

    static Stream<ConformanceCase> all() {
        return Formats.all().flatMap(LoadCases::of);
    }

    private static Stream<ConformanceCase> of(WeightFormat format) {
        WeightSpec fits = new WeightSpec(33, 512, format);
        WeightSpec experts = new WeightSpec(5, 256, format, 3);
        if (!(format instanceof WeightFormat.Blocked(BlockType type))) {
            return Stream.of(new LoadCase(fits), new LoadCase(experts), new LoadCase(new WeightSpec(7, 65, format)));
        }
        // Neither less than a block nor a block and a half is a row.
        return Stream.of(
                new LoadCase(fits),
                new LoadCase(experts),
                new LoadCase(new WeightSpec(7, type.weights() / 2, format)),
                new LoadCase(new WeightSpec(4, type.weights() * 3 / 2, format)));
    }
}
