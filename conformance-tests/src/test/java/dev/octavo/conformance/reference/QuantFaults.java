package dev.octavo.conformance.reference;

import dev.octavo.spi.op.WeightSource;
import dev.octavo.spi.op.WeightSpec;
import dev.octavo.tensor.BlockType;
import dev.octavo.tensor.DType;
import dev.octavo.tensor.WeightFormat;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Quantised weights that are read in the wrong way. */
final class QuantFaults {

    private QuantFaults() {}

    static Stream<Mutant> all() {
        return Stream.of(grouped(), scaled(), blocked()).flatMap(all -> all);
    }

    /** Changes the bytes of a part. */
    private interface Change<F> {
        void change(F format, WeightSpec spec, int rows, byte[] values, byte[] scales, byte[] zeros);
    }

    private static <F extends WeightFormat> Mutant of(Class<F> kind, String id, String what, Change<F> change) {
        return Instead.load(id, what, (spec, source) -> {
            if (!kind.isInstance(spec.format())) {
                return source;
            }
            List<WeightSource.Part> parts = source.parts().stream()
                    .map(part -> changed(kind.cast(spec.format()), spec, part, change))
                    .toList();
            return new WeightSource(parts, source.stable());
        });
    }

    private static <F> WeightSource.Part changed(F format, WeightSpec spec, WeightSource.Part part, Change<F> change) {
        byte[] values = part.values().toArray(ValueLayout.JAVA_BYTE);
        byte[] scales = bytes(part.scales());
        byte[] zeros = bytes(part.zeroPoints());
        change.change(format, spec, part.rows(), values, scales, zeros);
        return new WeightSource.Part(
                part.rows(),
                MemorySegment.ofArray(values),
                part.scales().map(old -> MemorySegment.ofArray(scales)),
                part.zeroPoints().map(old -> MemorySegment.ofArray(zeros)));
    }

    private static byte[] bytes(Optional<MemorySegment> segment) {
        return segment.map(known -> known.toArray(ValueLayout.JAVA_BYTE)).orElse(new byte[0]);
    }

    private static void swapNibbles(byte[] values, int from, int end) {
        for (int i = from; i < end; i++) {
            values[i] = (byte) ((values[i] & 0x0F) << 4 | (values[i] & 0xF0) >> 4);
        }
    }

    private static Mutant grouped(String id, String what, Change<WeightFormat.Grouped> change) {
        return of(WeightFormat.Grouped.class, "grouped-" + id, what, change);
    }

    /** Moves each of equal entries one place on, within runs of some entries. */
    private static void rotate(byte[] bytes, int entry, int run) {
        byte[] old = bytes.clone();
        int entries = bytes.length / entry;
        for (int i = 0; i < entries && run > 1; i++) {
            int from = i / run * run + (i % run + 1) % run;
            if (from < entries) {
                System.arraycopy(old, from * entry, bytes, i * entry, entry);
            }
        }
    }

    private static int groups(WeightFormat.Grouped format, WeightSpec spec) {
        return format.groupSize() == 0 ? 1 : Math.ceilDiv(spec.k(), format.groupSize());
    }

    private static Stream<Mutant> grouped() {
        return Stream.of(
                grouped(
                        "nibbles",
                        "the halves of a byte change places",
                        (format, spec, rows, values, scales, zeros) -> {
                            if (format.bits() == 4) {
                                swapNibbles(values, 0, values.length);
                            }
                        }),
                grouped("signed", "values are taken to have a sign", (format, spec, rows, values, scales, zeros) -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] ^= (byte) (format.bits() == 4 ? 0x88 : 0x80);
                    }
                }),
                grouped(
                        "scales-next",
                        "scales are those of the next group",
                        (format, spec, rows, values, scales, zeros) ->
                                rotate(scales, format.scaleType().bytes(), groups(format, spec))),
                grouped(
                        "scales-transposed",
                        "scales are read [groups, rows]",
                        (format, spec, rows, values, scales, zeros) -> {
                            int entry = format.scaleType().bytes();
                            int groups = groups(format, spec);
                            byte[] old = scales.clone();
                            for (int i = 0; i < rows * groups; i++) {
                                System.arraycopy(
                                        old, (i % groups * rows + i / groups) * entry, scales, i * entry, entry);
                            }
                        }),
                grouped(
                        "zero-ignored",
                        "zero points are ignored",
                        (format, spec, rows, values, scales, zeros) ->
                                Arrays.fill(zeros, (byte) (1 << (format.bits() - 1)))),
                grouped(
                        "zero-next",
                        "zero points are those of the next group",
                        (format, spec, rows, values, scales, zeros) -> rotate(zeros, 1, groups(format, spec))),
                grouped(
                        "zero-plus-one",
                        "zero points are one too large",
                        (format, spec, rows, values, scales, zeros) -> {
                            for (int i = 0; i < zeros.length; i++) {
                                zeros[i]++;
                            }
                        }),
                grouped(
                        "last-group",
                        "the last group has the scale of the one before it",
                        (format, spec, rows, values, scales, zeros) -> {
                            int entry = format.scaleType().bytes();
                            int groups = groups(format, spec);
                            for (int row = 0; row < rows && groups > 1; row++) {
                                int at = (row * groups + groups - 1) * entry;
                                System.arraycopy(scales, at - entry, scales, at, entry);
                            }
                        }),
                grouped(
                        "odd-row",
                        "rows that end in half a byte are not padded",
                        (format, spec, rows, values, scales, zeros) -> {
                            if (format.bits() == 4 && spec.k() % 2 == 1) {
                                for (int row = 1; row < rows; row += 2) {
                                    int at = row * ((spec.k() + 1) / 2);
                                    swapNibbles(values, at, at + (spec.k() + 1) / 2);
                                }
                            }
                        }),
                grouped(
                        "row-scale",
                        "one scale for a row is taken from the first row",
                        (format, spec, rows, values, scales, zeros) -> {
                            int entry = format.scaleType().bytes();
                            for (int row = 1; row < rows && format.groupSize() == 0; row++) {
                                System.arraycopy(scales, 0, scales, row * entry, entry);
                            }
                        }),
                grouped(
                        "subnormal-scales",
                        "small scales are flushed to 0",
                        (format, spec, rows, values, scales, zeros) -> {
                            for (int i = 0; format.scaleType() == DType.F16 && i + 1 < scales.length; i += 2) {
                                if ((scales[i + 1] & 0x7C) == 0) {
                                    scales[i] = 0;
                                    scales[i + 1] = 0;
                                }
                            }
                        }));
    }

    private static Mutant scaled(String id, String what, Change<WeightFormat.Scaled> change) {
        return of(WeightFormat.Scaled.class, "scaled-" + id, what, change);
    }

    private static Stream<Mutant> scaled() {
        return Stream.of(
                scaled(
                        "scales-swapped",
                        "scales of neighbouring tiles change places",
                        (format, spec, rows, values, scales, zeros) -> rotate(scales, 4, 2)),
                scaled(
                        "one-scale",
                        "all tiles have the first one's scale",
                        (format, spec, rows, values, scales, zeros) -> {
                            for (int i = 4; i < scales.length; i++) {
                                scales[i] = scales[i % 4];
                            }
                        }),
                scaled(
                        "last-column",
                        "the last tile of a row has the scale of the one before it",
                        (format, spec, rows, values, scales, zeros) -> {
                            int across = format.tileColumns() == 0 ? 1 : Math.ceilDiv(spec.k(), format.tileColumns());
                            for (int at = across - 1; across > 1 && at < scales.length / 4; at += across) {
                                System.arraycopy(scales, 4 * (at - 1), scales, 4 * at, 4);
                            }
                        }),
                scaled("inverted", "scales divide", (format, spec, rows, values, scales, zeros) -> {
                    MemorySegment all = MemorySegment.ofArray(scales);
                    for (int i = 0; i < scales.length; i += 4) {
                        float scale = all.get(ValueLayout.JAVA_FLOAT_UNALIGNED, i);
                        all.set(ValueLayout.JAVA_FLOAT_UNALIGNED, i, scale == 0 ? 0 : 1 / scale);
                    }
                }),
                scaled(
                        "subnormal",
                        "subnormal values are flushed to 0",
                        (format, spec, rows, values, scales, zeros) -> {
                            int exponent = format.type() == DType.F8_E4M3 ? 0x78 : 0x7C;
                            for (int i = 0; i < values.length; i++) {
                                values[i] = (values[i] & exponent) == 0 ? 0 : values[i];
                            }
                        }),
                scaled("sign", "minus signs are lost", (format, spec, rows, values, scales, zeros) -> {
                    for (int i = 0; i < values.length; i++) {
                        values[i] &= 0x7F;
                    }
                }));
    }

    private static Mutant blocked(String id, String what, Set<BlockType> types, BlockChange change) {
        return of(WeightFormat.Blocked.class, "blocked-" + id, what, (format, spec, rows, values, scales, zeros) -> {
            int perRow = spec.k() / format.type().weights();
            for (int i = 0; types.contains(format.type()) && i < rows * perRow; i++) {
                change.change(format.type(), values, i * format.type().bytes(), i % perRow, perRow);
            }
        });
    }

    /** Changes one block. */
    private interface BlockChange {
        void change(BlockType type, byte[] bytes, int at, int index, int perRow);
    }

    /** Where the packed values of simple blocks begin. */
    private static int values(BlockType type) {
        return switch (type) {
            case Q4_0, Q8_0, IQ4_NL -> 2;
            case Q4_1 -> 4;
            case Q5_0 -> 6;
            case Q5_1 -> 8;
            case MXFP4 -> 1;
            default -> 0;
        };
    }

    private static Stream<Mutant> blocked() {
        Set<BlockType> all = EnumSet.allOf(BlockType.class);
        Stream<Mutant> simple = Stream.of(
                        BlockType.Q4_0,
                        BlockType.Q4_1,
                        BlockType.Q5_0,
                        BlockType.Q5_1,
                        BlockType.IQ4_NL,
                        BlockType.MXFP4)
                .map(type -> blocked(
                        "nibbles-" + type.name().toLowerCase(Locale.ROOT),
                        "the halves of a byte change places",
                        EnumSet.of(type),
                        (known, bytes, at, index, perRow) ->
                                swapNibbles(bytes, at + values(known), at + known.bytes())));
        Stream<Mutant> others = Stream.of(
                blocked("last", "the last block of a row is left out", all, (type, bytes, at, index, perRow) -> {
                    if (index == perRow - 1) {
                        Arrays.fill(bytes, at, at + type.bytes(), (byte) 0);
                    }
                }),
                blocked(
                        "odd",
                        "the last of an odd number of blocks is left out",
                        all,
                        (type, bytes, at, index, perRow) -> {
                            if (perRow % 2 == 1 && perRow > 1 && index == perRow - 1) {
                                Arrays.fill(bytes, at, at + type.bytes(), (byte) 0);
                            }
                        }),
                blocked(
                        "first-scale",
                        "all blocks of a row have the first one's scale",
                        EnumSet.of(BlockType.Q8_0, BlockType.Q4_0, BlockType.IQ4_NL, BlockType.Q5_0),
                        (type, bytes, at, index, perRow) ->
                                System.arraycopy(bytes, at - index * type.bytes(), bytes, at, 2)),
                blocked(
                        "minimum",
                        "minima are ignored",
                        EnumSet.of(BlockType.Q4_1, BlockType.Q5_1),
                        (type, bytes, at, index, perRow) -> Arrays.fill(bytes, at + 2, at + 4, (byte) 0)),
                blocked(
                        "scale-and-minimum",
                        "scale and minimum change places",
                        EnumSet.of(BlockType.Q4_1, BlockType.Q5_1, BlockType.Q4_K, BlockType.Q5_K),
                        (type, bytes, at, index, perRow) -> {
                            byte[] old = Arrays.copyOfRange(bytes, at, at + 4);
                            System.arraycopy(old, 2, bytes, at, 2);
                            System.arraycopy(old, 0, bytes, at + 2, 2);
                        }),
                blocked(
                        "fifth-bit",
                        "the fifth bits are ignored",
                        EnumSet.of(BlockType.Q5_0, BlockType.Q5_1),
                        (type, bytes, at, index, perRow) ->
                                Arrays.fill(bytes, at + values(type) - 4, at + values(type), (byte) 0)),
                blocked(
                        "fifth-bit-order",
                        "the fifth bits are read from the other end",
                        EnumSet.of(BlockType.Q5_0, BlockType.Q5_1),
                        (type, bytes, at, index, perRow) -> {
                            int from = at + values(type) - 4;
                            byte first = bytes[from];
                            bytes[from] = bytes[from + 3];
                            bytes[from + 3] = first;
                        }),
                blocked(
                        "k-scales",
                        "a sub-block has the scale of another",
                        EnumSet.of(BlockType.Q4_K, BlockType.Q5_K),
                        (type, bytes, at, index, perRow) -> {
                            byte kept = bytes[at + 4];
                            bytes[at + 4] = bytes[at + 5];
                            bytes[at + 5] = kept;
                        }),
                blocked(
                        "k-upper-scales",
                        "the scales of the last four sub-blocks lose their upper bits",
                        EnumSet.of(BlockType.Q4_K, BlockType.Q5_K),
                        (type, bytes, at, index, perRow) -> {
                            for (int i = 4; i < 12; i++) {
                                bytes[at + i] &= 0x3F;
                            }
                        }),
                blocked(
                        "q6-upper",
                        "the upper two bits of six are ignored",
                        EnumSet.of(BlockType.Q6_K),
                        (type, bytes, at, index, perRow) -> Arrays.fill(bytes, at + 128, at + 192, (byte) 0)),
                blocked(
                        "q6-scales",
                        "sub-blocks have each other's scales",
                        EnumSet.of(BlockType.Q6_K),
                        (type, bytes, at, index, perRow) -> {
                            byte kept = bytes[at + 192];
                            bytes[at + 192] = bytes[at + 193];
                            bytes[at + 193] = kept;
                        }),
                blocked(
                        "q3-mask",
                        "the third bits are ignored",
                        EnumSet.of(BlockType.Q3_K),
                        (type, bytes, at, index, perRow) -> Arrays.fill(bytes, at, at + 32, (byte) 0)),
                blocked(
                        "q2-minimum",
                        "minima of sub-blocks are ignored",
                        EnumSet.of(BlockType.Q2_K),
                        (type, bytes, at, index, perRow) -> {
                            for (int i = 0; i < 16; i++) {
                                bytes[at + i] &= 0x0F;
                            }
                        }),
                blocked(
                        "mxfp4-exponent",
                        "exponents are one too large",
                        EnumSet.of(BlockType.MXFP4),
                        (type, bytes, at, index, perRow) -> bytes[at]++),
                blocked(
                        "q8-unsigned",
                        "values lose their sign",
                        EnumSet.of(BlockType.Q8_0),
                        (type, bytes, at, index, perRow) -> {
                            for (int i = 2; i < 34; i++) {
                                bytes[at + i] &= 0x7F;
                            }
                        }),
                blocked(
                        "subnormal-scale",
                        "small scales are flushed to 0",
                        EnumSet.of(BlockType.Q8_0, BlockType.Q4_0, BlockType.Q4_K),
                        (type, bytes, at, index, perRow) -> {
                            if ((bytes[at + 1] & 0x7C) == 0) {
                                bytes[at] = 0;
                                bytes[at + 1] = 0;
                            }
                        }));
        return Stream.concat(simple, others);
    }
}
