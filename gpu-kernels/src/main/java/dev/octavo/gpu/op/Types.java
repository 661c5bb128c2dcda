package dev.octavo.gpu.op;

import dev.octavo.tensor.DType;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Element types as definitions of kernels. */
final class Types {

    private static final Set<DType> USUAL = EnumSet.of(DType.F32, DType.F16, DType.BF16);

    private Types() {}

    /** Whether kernels are compiled for a type; for others it is an argument, so that there are not too many kernels. */
    static boolean isUsual(DType type) {
        return USUAL.contains(type);
    }

    /** Whether kernels are compiled for these types together: usual ones, and not f16 beside bf16. */
    static boolean areUsual(DType... types) {
        Set<DType> distinct = EnumSet.copyOf(List.of(types));
        return USUAL.containsAll(distinct) && !(distinct.contains(DType.F16) && distinct.contains(DType.BF16));
    }

    /** The same for kernels that look at a type once for all lanes of a vector: on processors, where there are several, types are arguments, since their drivers compile slowly. */
    static boolean areUsual(int lanes, DType... types) {
        return lanes == 1 && areUsual(types);
    }

    /**
     * Names and values of definitions.
     *
     * @param names of those for types
     * @param types as many
     * @param usual whether their values are the types' names; else they are {@code ANY}
     * @param more names and values of further ones, in turn
     */
    static Object[] definitions(String[] names, DType[] types, boolean usual, Object... more) {
        Object[] definitions = new Object[2 * names.length + more.length];
        for (int i = 0; i < names.length; i++) {
            definitions[2 * i] = names[i];
            definitions[2 * i + 1] = usual ? types[i].name() : "ANY";
        }
        System.arraycopy(more, 0, definitions, 2 * names.length, more.length);
        return definitions;
    }
}
