package dev.octavo.conformance.oracle;

import dev.octavo.tensor.DType;

/** Elements in arrays of bytes. */
final class LittleEndian {

    private LittleEndian() {}

    /** The byte as a number of 0..255. */
    static int unsigned(byte[] bytes, int at) {
        return bytes[at] & 0xFF;
    }

    /** The element of an index, in an array of elements of one type. */
    static double element(byte[] bytes, DType type, int index) {
        return number(bytes, type, index * type.bytes());
    }

    /** The number that starts at a byte. */
    static double number(byte[] bytes, DType type, int at) {
        long bits = 0;
        for (int b = 0; b < type.bytes(); b++) {
            bits |= (bytes[at + b] & 0xFFL) << (8 * b);
        }
        return NumberFormat.of(type).decode(bits);
    }
}
