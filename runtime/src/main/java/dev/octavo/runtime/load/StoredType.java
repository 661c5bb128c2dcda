package dev.octavo.runtime.load;

import dev.octavo.tensor.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Element types that a safetensors header may name; the constants are the names in the file. Some have no {@link DType}: a file that
 * holds such a tensor opens, and only asking for that tensor fails.
 */
public enum StoredType {
    /** One byte a truth value. */
    BOOL(8, null),
    /** Two 4-bit floats a byte (MX). */
    F4(4, null),
    /** 6-bit float, 2 exponent bits (MX). */
    F6_E2M3(6, null),
    /** 6-bit float, 3 exponent bits (MX). */
    F6_E3M2(6, null),
    /** Unsigned 8-bit integer. */
    U8(8, DType.U8),
    /** 8-bit integer. */
    I8(8, DType.I8),
    /** OCP E5M2. */
    F8_E5M2(8, DType.F8_E5M2),
    /** OCP E4M3, finite-only. */
    F8_E4M3(8, DType.F8_E4M3),
    /** Power-of-two scale (MX). */
    F8_E8M0(8, null),
    /** E4M3 without negative zero. */
    F8_E4M3FNUZ(8, null),
    /** E5M2 without negative zero. */
    F8_E5M2FNUZ(8, null),
    /** 16-bit integer. */
    I16(16, null),
    /** Unsigned 16-bit integer. */
    U16(16, null),
    /** binary16. */
    F16(16, DType.F16),
    /** Upper half of a binary32. */
    BF16(16, DType.BF16),
    /** 32-bit integer. */
    I32(32, DType.I32),
    /** Unsigned 32-bit integer. */
    U32(32, null),
    /** binary32. */
    F32(32, DType.F32),
    /** Two binary32, a complex number. */
    C64(64, null),
    /** binary64. */
    F64(64, null),
    /** 64-bit integer. */
    I64(64, DType.I64),
    /** Unsigned 64-bit integer. */
    U64(64, null);

    private static final Map<String, StoredType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    private final int bits;
    private final @Nullable DType dtype;

    StoredType(int bits, @Nullable DType dtype) {
        this.bits = bits;
        this.dtype = dtype;
    }

    /** Bits of one element. */
    public int bits() {
        return bits;
    }

    /** The type in memory, or empty where Octavo computes nothing with it. */
    public Optional<DType> dtype() {
        return Optional.ofNullable(dtype);
    }

    /** The name in the file of {@code dtype}. */
    public static StoredType of(DType dtype) {
        return valueOf(dtype.name());
    }

    static Optional<StoredType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }
}
