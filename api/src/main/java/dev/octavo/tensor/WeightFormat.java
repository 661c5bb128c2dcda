package dev.octavo.tensor;

/** How the numbers of a weight matrix are stored. Values equal values, so formats are usable in specs and case ids. */
public sealed interface WeightFormat {

    /**
     * One element per weight, row-major {@code [n, k]}.
     *
     * @param type a floating-point type
     */
    record Dense(DType type) implements WeightFormat {
        /** Refuses integer types. */
        public Dense {
            if (!type.isFloating()) {
                throw new IllegalArgumentException("dense weights need a floating-point type, not " + type);
            }
        }

        @Override
        public String toString() {
            return type.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * Integers of a few bits, a scale (and, where wanted, a zero point) for every group of {@code groupSize} weights along k: {@code w = (q - zero) * scale}. Values are
     * unsigned; a row is padded to whole bytes.
     *
     * @param bits 4 or 8; two 4-bit values in a byte, the lower index in the lower half
     * @param groupSize weights along k that share a scale; 0 means one scale for a whole row
     * @param zeroPoints whether each group has a zero point of its own; without one it is {@code 2^(bits-1)}
     * @param scaleType type of the scales
     */
    record Grouped(int bits, int groupSize, boolean zeroPoints, DType scaleType) implements WeightFormat {
        /** Refuses other widths than 4 and 8 bits. */
        public Grouped {
            if ((bits != 4 && bits != 8) || groupSize < 0 || !scaleType.isFloating()) {
                throw new IllegalArgumentException("grouped weights have 4 or 8 bits, a group size of at least 0 and"
                        + " floating-point scales; asked: bits=" + bits + ", groupSize=" + groupSize + ", scales="
                        + scaleType);
            }
        }

        @Override
        public String toString() {
            return "int" + bits + "g" + groupSize + (zeroPoints ? "z" : "");
        }
    }

    /**
     * Blocks of weights along k that carry their own scales, byte for byte as a GGUF file stores them.
     *
     * @param type which block
     */
    record Blocked(BlockType type) implements WeightFormat {
        @Override
        public String toString() {
            return type.name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * One 8-bit float per weight and an f32 scale for each tile: {@code w = value * scale}. The grid of tiles starts at the first row of every part and of every expert.
     *
     * @param type F8_E4M3 or F8_E5M2
     * @param tileRows rows of a tile; 0 for all
     * @param tileColumns columns of a tile; 0 for all
     */
    record Scaled(DType type, int tileRows, int tileColumns) implements WeightFormat {
        @Override
        public String toString() {
            return type.name().toLowerCase(java.util.Locale.ROOT) + "s" + tileRows + "x" + tileColumns;
        }
    }

    /** The plain format of one type. */
    static WeightFormat dense(DType type) {
        return new Dense(type);
    }

    /**
     * Bytes that the values of an {@code [n, k]} matrix take, without scales that are stored apart.
     *
     * @throws IllegalArgumentException where k does not fit the format's block
     */
    default long valueBytes(long n, long k) {
        return switch (this) {
            case Dense dense ->
                Math.multiplyExact(Math.multiplyExact(n, k), dense.type().bytes());
            case Grouped grouped -> Math.multiplyExact(n, (k * grouped.bits() + 7) / 8);
            case Scaled scaled ->
                Math.multiplyExact(Math.multiplyExact(n, k), scaled.type().bytes());
            case Blocked blocked -> {
                if (k % blocked.type().weights() != 0) {
                    throw new IllegalArgumentException("k = " + k + " is not a multiple of "
                            + blocked.type().weights() + ", the block of " + blocked);
                }
                yield Math.multiplyExact(
                        n, k / blocked.type().weights() * blocked.type().bytes());
            }
        };
    }
}
