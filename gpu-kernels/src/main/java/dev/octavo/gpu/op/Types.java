package dev.octavo.gpu.op;

import dev.octavo.tensor.DType;

/** Element types as definitions of kernels. */
final class Types {

    private Types() {}

    /** Whether kernels are compiled for a type; for others it is an argument, so that there are not too many kernels. */
    static boolean isUsual(DType type) {
        return type == DType.F32 || type == DType.F16 || type == DType.BF16;
    }

    /**
     * Values of definitions for types: their names, or {@code ANY} for all if one of them is not usual.
     *
     * @param names of the definitions
     * @param types as many
     * @param more names and values of further definitions, in turn
     */
    static Object[] definitions(String[] names, DType[] types, Object... more) {
        boolean usual = true;
        for (DType type : types) {
            usual &= isUsual(type);
        }
        Object[] definitions = new Object[2 * names.length + more.length];
        for (int i = 0; i < names.length; i++) {
            definitions[2 * i] = names[i];
            definitions[2 * i + 1] = usual ? types[i].name() : "ANY";
        }
        System.arraycopy(more, 0, definitions, 2 * names.length, more.length);
        return definitions;
    }
}
