package dev.octavo.backend.cpu;

import java.nio.ByteOrder;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** The vector shape of this process. All kernels take it from here, so the compiler sees constants. */
final class Lanes {

    private static final int BITS = VectorWidth.PROCESS.fix();

    /** f32 vectors. */
    static final VectorSpecies<Float> F = VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));

    /** i32 vectors of as many lanes. */
    static final VectorSpecies<Integer> I = VectorSpecies.of(int.class, VectorShape.forBitSize(BITS));

    /** i16 vectors of as many lanes, half as wide. */
    static final VectorSpecies<Short> S = VectorSpecies.of(short.class, VectorShape.forBitSize(BITS / 2));

    /** 16 bytes, of which a part of as many lanes is widened at a time. */
    static final VectorSpecies<Byte> B = VectorSpecies.of(byte.class, VectorShape.S_128_BIT);

    /** Lanes of a vector: 4, 8 or 16. */
    static final int L = F.length();

    /** Bytes of an f32 vector. */
    static final int BYTES = 4 * L;

    /** Of all memory that kernels touch. */
    static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    private Lanes() {}

    /** The next multiple of the lane count. */
    static int roundUp(int count) {
        return Math.ceilDiv(count, L) * L;
    }
}
