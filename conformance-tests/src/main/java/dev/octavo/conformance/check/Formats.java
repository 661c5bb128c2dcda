package dev.octavo.conformance.check;

import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The weight formats that are tested. */
final class Formats {

    private static final DType[] SCALES = {DType.F16, DType.BF16, DType.F32};

    private Formats() {}

    static Stream<WeightFormat> all() {
        return Stream.of(dense(), blocked(), grouped(), scaled()).flatMap(formats -> formats);
    }

    static Stream<WeightFormat> dense() {
        return Stream.of(DType.F32, DType.F16, DType.BF16, DType.F8_E4M3, DType.F8_E5M2)
                .map(WeightFormat::dense);
    }

    static Stream<WeightFormat> blocked() {
        return Stream.of(BlockType.values()).map(WeightFormat.Blocked::new);
    }

    /** Both widths, with and without zero points; group sizes and scale types come up in turn, all of them with 4 bits. */
    static Stream<WeightFormat> grouped() {
        List<WeightFormat> formats = new ArrayList<>();
        int[] sizes = {32, 64, 128, 0};
        for (int i = 0; i < sizes.length; i++) {
            for (boolean zeroPoints : new boolean[] {false, true}) {
                for (int s = 0; s < SCALES.length; s++) {
                    formats.add(new WeightFormat.Grouped(4, sizes[i], zeroPoints, SCALES[s]));
                }
                formats.add(new WeightFormat.Grouped(8, sizes[i], zeroPoints, SCALES[(i + (zeroPoints ? 1 : 0)) % 3]));
            }
        }
        return formats.stream();
    }

    static Stream<WeightFormat> scaled() {
        List<WeightFormat> formats = new ArrayList<>();
        int[][] tiles = {{128, 128}, {1, 128}, {1, 0}, {0, 0}, {64, 32}};
        for (int[] tile : tiles) {
            formats.add(new WeightFormat.Scaled(DType.F8_E4M3, tile[0], tile[1]));
            formats.add(new WeightFormat.Scaled(DType.F8_E5M2, tile[0], tile[1]));
        }
        return formats.stream();
    }
}
