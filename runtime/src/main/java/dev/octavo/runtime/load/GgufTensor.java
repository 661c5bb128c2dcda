package dev.octavo.runtime.load;

import java.util.List;

/**
 * A line of a GGUF file's table of tensors.
 *
 * @param name the tensor's name, any text
 * @param type how it is stored
 * @param shape dimensions, outermost first
 * @param begin first byte, counted from the beginning of the data
 */
record GgufTensor(String name, GgufType type, List<Long> shape, long begin) {

    GgufTensor {
        shape = List.copyOf(shape);
    }

    /**
     * Bytes that it takes.
     *
     * @throws ArithmeticException if their number overflows, a dimension is negative, or rows are not whole blocks
     */
    long byteSize() {
        long rows = 1;
        for (int i = 0; i < shape.size() - 1; i++) {
            rows = product(rows, notNegative(shape.get(i)));
        }
        long columns = shape.isEmpty() ? 1 : notNegative(shape.getLast());
        if (columns % type.blockWeights() != 0) {
            throw new ArithmeticException(
                    "rows of " + columns + " are not whole blocks of " + type.blockWeights() + " weights");
        }
        return product(rows, product(columns / type.blockWeights(), type.blockBytes()));
    }

    /** Of numbers from 0 on. {@code Math.multiplyExact} throws without a message once it is compiled. */
    private static long product(long a, long b) {
        if (a != 0 && b > Long.MAX_VALUE / a) {
            throw new ArithmeticException("the number of bytes overflows");
        }
        return a * b;
    }

    private static long notNegative(long dimension) {
        if (dimension < 0) {
            throw new ArithmeticException("a dimension is too large");
        }
        return dimension;
    }
}
