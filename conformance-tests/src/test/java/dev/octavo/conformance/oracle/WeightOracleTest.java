package dev.octavo.conformance.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Holds the formats' definitions to what other programs make of the same bytes. */
class WeightOracleTest {

    private static final byte[] NONE = {};

    @Test
    void blocksMeanWhatOthersMakeOfThem() throws IOException {
        Set<BlockType> seen = EnumSet.noneOf(BlockType.class);
        for (String[] line : lines("blocks.txt")) {
            BlockType type = BlockType.valueOf(line[0]);
            byte[] bytes = HexFormat.of().parseHex(line[1]);
            ByteBuffer expected = ByteBuffer.wrap(HexFormat.of().parseHex(line[2]));
            int k = expected.capacity() / 4;
            WeightSpec spec = new WeightSpec(1, k, new WeightFormat.Blocked(type));
            WeightNumbers got = WeightOracle.decode(spec, 0, new WeightOracle.Part(1, bytes, NONE, NONE));
            for (int i = 0; i < k; i++) {
                // The other program rounds each term to binary32.
                double slack = got.terms()[0][i] * 0x1p-22;
                assertThat(got.values()[0][i])
                        .as(type + " weight " + i)
                        .isCloseTo(expected.getFloat(4 * i), within(slack));
            }
            seen.add(type);
        }
        assertThat(seen).isEqualTo(EnumSet.allOf(BlockType.class));
    }

    @Test
    void groupsAndTilesMeanWhatOthersMakeOfThem() throws IOException {
        for (String[] line : lines("groups.txt")) {
            int rows = Integer.parseInt(line[2]);
            int k = Integer.parseInt(line[3]);
            var part = new WeightOracle.Part(rows, bytes(line[4]), bytes(line[5]), bytes(line[6]));
            WeightNumbers got = WeightOracle.decode(new WeightSpec(rows, k, format(line[0], line[1])), 0, part);
            ByteBuffer expected = ByteBuffer.wrap(bytes(line[7]));
            for (int i = 0; i < rows * k; i++) {
                double want = expected.getDouble(8 * i);
                assertThat(got.values()[i / k][i % k])
                        .as(line[1] + " weight " + i)
                        .isCloseTo(want, within(Math.abs(got.terms()[i / k][i % k]) * 0x1p-50));
            }
        }
    }

    @Test
    void tilesStartAnewWithEachPartAndExpert() {
        WeightFormat.Scaled format = new WeightFormat.Scaled(DType.F8_E4M3, 2, 0);
        WeightSpec spec = new WeightSpec(3, 1, format, 2);
        // Rows 1..5 of 6: the rest of expert 0 in one tile, then expert 1 in tiles of two rows and one.
        byte one = (byte) NumberFormat.of(DType.F8_E4M3).encode(1);
        ByteBuffer scales = ByteBuffer.allocate(12).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        scales.putFloat(2).putFloat(3).putFloat(5);
        var part = new WeightOracle.Part(5, new byte[] {one, one, one, one, one}, scales.array(), NONE);
        assertThat(WeightOracle.scaleRows(format, spec, 1, 5)).isEqualTo(3);
        double[][] values = WeightOracle.decode(spec, 1, part).values();
        assertThat(List.of(values[0][0], values[1][0], values[2][0], values[3][0], values[4][0]))
                .containsExactly(2.0, 2.0, 3.0, 3.0, 5.0);
    }

    private static WeightFormat format(String kind, String text) {
        String[] words = text.split("/", -1);
        return kind.equals("grouped")
                ? new WeightFormat.Grouped(
                        Integer.parseInt(words[0]),
                        Integer.parseInt(words[1]),
                        words[2].equals("1"),
                        DType.valueOf(words[3]))
                : new WeightFormat.Scaled(
                        DType.valueOf(words[0]), Integer.parseInt(words[1]), Integer.parseInt(words[2]));
    }

    private static byte[] bytes(String hex) {
        return hex.equals("-") ? NONE : HexFormat.of().parseHex(hex);
    }

    private static List<String[]> lines(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(WeightOracleTest.class.getResourceAsStream(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        }
    }
}
