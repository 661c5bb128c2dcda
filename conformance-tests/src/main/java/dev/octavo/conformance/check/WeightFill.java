package dev.octavo.conformance.check;

import dev.octavo.conformance.oracle.NumberFormat;
import dev.octavo.conformance.oracle.WeightOracle;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;

/**
 * Random bytes that are valid weights. In the exact pass all scales are small powers of two, so that every sum is exact; in the random pass every sixth row has negative scales, every sixth subnormal ones (or
 * subnormal numbers), every sixth scales of 0.
 */
final class WeightFill {

    /** Largest integer of dense weights. */
    private static final int LIMIT = 4;

    private final WeightSpec spec;
    private final Fill fill;

    WeightFill(WeightSpec spec, Fill fill) {
        this.spec = spec;
        this.fill = fill;
    }

    /** One part, of rows that start at a row of the whole. */
    WeightOracle.Part part(int firstRow, int rows) {
        int k = spec.k();
        byte[] values = new byte[Math.toIntExact(spec.format().valueBytes(rows, k))];
        byte[] none = {};
        return switch (spec.format()) {
            case WeightFormat.Dense(DType type) -> {
                dense(type, values, firstRow);
                yield new WeightOracle.Part(rows, values, none, none);
            }
            case WeightFormat.Blocked(var type) -> {
                BlockFill blocks = new BlockFill(type, fill);
                int blocksPerRow = k / type.weights();
                for (int i = 0; i < rows * blocksPerRow; i++) {
                    blocks.next(values, i * type.bytes(), scaleOf(firstRow + i / blocksPerRow));
                }
                yield new WeightOracle.Part(rows, values, none, none);
            }
            case WeightFormat.Grouped grouped -> grouped(grouped, values, firstRow, rows);
            case WeightFormat.Scaled scaled -> scaled(scaled, values, firstRow, rows);
        };
    }

    /** What the scales of a row are like. */
    enum Scale {
        USUAL,
        NEGATIVE,
        SUBNORMAL,
        ZERO
    }

    private Scale scaleOf(int row) {
        return fill.exact()
                ? Scale.USUAL
                : switch (row % 6) {
                    case 2 -> Scale.NEGATIVE;
                    case 3 -> Scale.SUBNORMAL;
                    case 5 -> Scale.ZERO;
                    default -> Scale.USUAL;
                };
    }

    private void dense(DType type, byte[] values, int firstRow) {
        for (int i = 0; i < values.length / type.bytes(); i++) {
            double tiny = scaleOf(firstRow + i / spec.k()) == Scale.SUBNORMAL ? subnormalFactor(type) : 1;
            put(values, type, i, fill.number(LIMIT) * tiny);
        }
    }

    /** Brings numbers of the usual size below the smallest normal one of the short types. */
    static double subnormalFactor(DType type) {
        return switch (type) {
            case F8_E4M3 -> 0x1p-9;
            case F8_E5M2, F16 -> 0x1p-17;
            default -> 0x1p-30;
        };
    }

    private WeightOracle.Part grouped(WeightFormat.Grouped format, byte[] values, int firstRow, int rows) {
        fill.bytes(values);
        int groups = format.groupSize() == 0 ? 1 : Math.ceilDiv(spec.k(), format.groupSize());
        byte[] scales = new byte[rows * groups * format.scaleType().bytes()];
        for (int i = 0; i < rows * groups; i++) {
            put(scales, format.scaleType(), i, scale(format.scaleType(), scaleOf(firstRow + i / groups)));
        }
        byte[] zeroPoints = new byte[format.zeroPoints() ? rows * groups : 0];
        for (int i = 0; i < zeroPoints.length; i++) {
            zeroPoints[i] = (byte) fill.integer(0, 1 << format.bits());
        }
        return new WeightOracle.Part(rows, values, scales, zeroPoints);
    }

    private double scale(DType type, Scale kind) {
        double usual = fill.exact() ? fill.integer(1, 3) : fill.between(0.002, 0.05);
        return switch (kind) {
            case USUAL -> usual;
            case NEGATIVE -> -usual;
            case SUBNORMAL -> usual * (type == DType.F16 ? 0x1p-12 : 0x1p-30);
            case ZERO -> 0;
        };
    }

    private WeightOracle.Part scaled(WeightFormat.Scaled format, byte[] values, int firstRow, int rows) {
        NumberFormat numbers = NumberFormat.of(format.type());
        for (int i = 0; i < values.length; i++) {
            values[i] = fill.exact()
                    ? (byte) numbers.encode(fill.number(LIMIT))
                    : anyNumber(format.type(), (firstRow + i / spec.k()) % 3);
        }
        int columns = format.tileColumns() == 0 ? 1 : Math.ceilDiv(spec.k(), format.tileColumns());
        byte[] scales = new byte[4 * columns * WeightOracle.scaleRows(format, spec, firstRow, rows)];
        for (int i = 0; i < scales.length / 4; i++) {
            boolean negative = fill.integer(0, 6) == 0;
            put(scales, DType.F32, i, scale(DType.F32, negative ? Scale.NEGATIVE : Scale.USUAL));
        }
        return new WeightOracle.Part(rows, values, scales, new byte[0]);
    }

    /** Any finite number, or one below 2, or a subnormal one, so that large ones do not hide what happens to small ones. */
    private byte anyNumber(DType type, int size) {
        boolean fourExponentBits = type == DType.F8_E4M3;
        int subnormal = fourExponentBits ? 0x07 : 0x03;
        int magnitude = switch (size) {
            case 0 -> fill.integer(0, fourExponentBits ? 0x7F : 0x7C);
            case 1 -> fill.integer(0, 0x40);
            default -> fill.integer(0, subnormal + 1);
        };
        return (byte) (magnitude | fill.integer(0, 2) << 7);
    }

    private static void put(byte[] bytes, DType type, int index, double number) {
        long bits = NumberFormat.of(type).encode(number);
        for (int b = 0; b < type.bytes(); b++) {
            bytes[index * type.bytes() + b] = (byte) (bits >> (8 * b));
        }
    }
}
