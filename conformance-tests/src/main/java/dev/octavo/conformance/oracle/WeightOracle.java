package dev.octavo.conformance.oracle;

import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;

/** What the bytes of a weight matrix mean, for every {@link WeightFormat}. */
public final class WeightOracle {

    /** One part of a weight source. */
    public record Part(int rows, byte[] values, byte[] scales, byte[] zeroPoints) {}

    private WeightOracle() {}

    /**
     * Decodes one part.
     *
     * @param spec what all parts together are
     * @param firstRow row of the whole at which the part starts, counted over all experts
     */
    public static WeightNumbers decode(WeightSpec spec, int firstRow, Part part) {
        return switch (spec.format()) {
            case WeightFormat.Dense(DType type) -> dense(type, part, spec.k());
            case WeightFormat.Blocked(BlockType type) -> blocked(type, part, spec.k());
            case WeightFormat.Grouped grouped -> grouped(grouped, part, spec.k());
            case WeightFormat.Scaled scaled -> scaled(scaled, part, spec, firstRow);
        };
    }

    private static WeightNumbers dense(DType type, Part part, int k) {
        WeightNumbers numbers = WeightNumbers.zeros(part.rows(), k);
        for (int row = 0; row < part.rows(); row++) {
            for (int i = 0; i < k; i++) {
                numbers.set(row, i, LittleEndian.element(part.values(), type, row * k + i), 0);
            }
        }
        return numbers;
    }

    private static WeightNumbers blocked(BlockType type, Part part, int k) {
        WeightNumbers numbers = WeightNumbers.zeros(part.rows(), k);
        int blocks = k / type.weights();
        for (int row = 0; row < part.rows(); row++) {
            for (int block = 0; block < blocks; block++) {
                int at = (row * blocks + block) * type.bytes();
                BlockOracle.decode(type, part.values(), at, numbers, row, block * type.weights());
            }
        }
        return numbers;
    }

    /** {@code w = (q - zero) * scale}, with a scale and a zero point for every group along k. */
    private static WeightNumbers grouped(WeightFormat.Grouped format, Part part, int k) {
        WeightNumbers numbers = WeightNumbers.zeros(part.rows(), k);
        int groupSize = format.groupSize() == 0 ? k : format.groupSize();
        int groups = (k + groupSize - 1) / groupSize;
        int rowBytes = (k * format.bits() + 7) / 8;
        for (int row = 0; row < part.rows(); row++) {
            for (int i = 0; i < k; i++) {
                int group = row * groups + i / groupSize;
                double scale = LittleEndian.element(part.scales(), format.scaleType(), group);
                double zero = format.zeroPoints()
                        ? LittleEndian.unsigned(part.zeroPoints(), group)
                        : Math.scalb(1.0, format.bits() - 1);
                int q = format.bits() == 8
                        ? LittleEndian.unsigned(part.values(), row * rowBytes + i)
                        : nibble(LittleEndian.unsigned(part.values(), row * rowBytes + i / 2), i % 2);
                numbers.set(row, i, q * scale, -zero * scale);
            }
        }
        return numbers;
    }

    private static int nibble(int value, int index) {
        return index == 0 ? value & 15 : value >> 4;
    }

    /** {@code w = value * scale}, with a scale for every tile. A grid of tiles starts with the part and with each expert in it. */
    private static WeightNumbers scaled(WeightFormat.Scaled format, Part part, WeightSpec spec, int firstRow) {
        int k = spec.k();
        WeightNumbers numbers = WeightNumbers.zeros(part.rows(), k);
        int tileColumns = format.tileColumns() == 0 ? k : format.tileColumns();
        int columns = (k + tileColumns - 1) / tileColumns;
        int gridRow = -1;
        int inGrid = 0;
        for (int row = 0; row < part.rows(); row++) {
            boolean expertStarts = (firstRow + row) % spec.n() == 0;
            inGrid = row == 0 || expertStarts ? 0 : inGrid + 1;
            boolean tileStarts = inGrid == 0 || (format.tileRows() > 0 && inGrid % format.tileRows() == 0);
            gridRow += tileStarts ? 1 : 0;
            for (int i = 0; i < k; i++) {
                double scale = LittleEndian.element(part.scales(), DType.F32, gridRow * columns + i / tileColumns);
                double value = LittleEndian.element(part.values(), format.type(), row * k + i);
                numbers.set(row, i, value * scale, 0);
            }
        }
        return numbers;
    }

    /** Rows of scales that a part has under {@link WeightFormat.Scaled}. */
    public static int scaleRows(WeightFormat.Scaled format, WeightSpec spec, int firstRow, int rows) {
        int result = 0;
        int inGrid = 0;
        for (int row = 0; row < rows; row++) {
            inGrid = row == 0 || (firstRow + row) % spec.n() == 0 ? 0 : inGrid + 1;
            result += inGrid == 0 || (format.tileRows() > 0 && inGrid % format.tileRows() == 0) ? 1 : 0;
        }
        return result;
    }
}
