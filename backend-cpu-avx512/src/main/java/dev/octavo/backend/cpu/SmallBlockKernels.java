package dev.octavo.backend.cpu;

import static dev.octavo.backend.cpu.BlockParts.GROUP;
import static dev.octavo.backend.cpu.BlockParts.half;
import static dev.octavo.backend.cpu.BlockParts.signed;
import static dev.octavo.backend.cpu.BlockParts.store;
import static dev.octavo.backend.cpu.BlockParts.unsigned;
import static dev.octavo.backend.cpu.Lanes.B;
import static dev.octavo.backend.cpu.Lanes.I;
import static dev.octavo.backend.cpu.Lanes.L;
import static dev.octavo.backend.cpu.Lanes.LE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;

/**
 * Widens blocks of 32 quantised weights (source: the ggml block structures, as published with llama.cpp). Of packed nibbles, the lower ones are the first 16 weights.
 *
 * <p>Scales have 11 significant bits and quantised values at most 8, so products are exact in f32, and a weight is rounded at most once, where a minimum is added. Subtracting a
 * zero point in the same fused step is exact, too. So every way to compute a weight gives the same bits.
 */
final class SmallBlockKernels {

    private static final int Q80_BYTES = 34;
    private static final int Q40_BYTES = 18;
    private static final int Q41_BYTES = 20;
    private static final int Q50_BYTES = 22;
    private static final int Q51_BYTES = 24;
    private static final int MXFP4_BYTES = 17;

    /** Bytes of a widened block. */
    private static final long WIDE = 4L * 2 * GROUP;

    /** The 16 levels of IQ4_NL. */
    private static final byte[] LEVELS = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

    /** Twice the 16 values of E2M1. */
    private static final byte[] E2M1 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    /** Bias of E8M0 exponents, and one for the doubling of {@link #E2M1}. */
    private static final int E8M0_BIAS = 128;

    private static final int[] BITS = bits();

    private SmallBlockKernels() {}

    private static int[] bits() {
        int[] bits = new int[L];
        for (int i = 0; i < L; i++) {
            bits[i] = i;
        }
        return bits;
    }

    static void q80(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q80_BYTES * b;
            float scale = half(from, block);
            for (int j = 0; j < 2 * GROUP; j += L) {
                signed(from, block + 2, j).mul(scale).intoMemorySegment(to, target + WIDE * b + 4L * j, LE);
            }
        }
    }

    static void q40(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q40_BYTES * b;
            float scale = half(from, block);
            nibbles(from, block + 2, scale, -8 * scale, to, target + WIDE * b);
        }
    }

    static void q41(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q41_BYTES * b;
            nibbles(from, block + 4, half(from, block), half(from, block + 2), to, target + WIDE * b);
        }
    }

    private static void nibbles(MemorySegment from, long at, float scale, float offset, MemorySegment to, long target) {
        for (int j = 0; j < GROUP; j += L) {
            IntVector both = unsigned(from, at, j);
            store(both.and(0xF), scale, offset, to, target + 4L * j);
            store(both.lanewise(LSHR, 4), scale, offset, to, target + 4L * (j + GROUP));
        }
    }

    static void q50(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q50_BYTES * b;
            float scale = half(from, block);
            fiveBits(from, block + 2, scale, -16 * scale, to, target + WIDE * b);
        }
    }

    static void q51(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q51_BYTES * b;
            fiveBits(from, block + 4, half(from, block), half(from, block + 2), to, target + WIDE * b);
        }
    }

    /** A word of fifth bits, and the nibbles. */
    private static void fiveBits(
            MemorySegment from, long at, float scale, float offset, MemorySegment to, long target) {
        int fifth = from.get(JAVA_INT_UNALIGNED, at);
        IntVector lanes = IntVector.fromArray(I, BITS, 0);
        for (int j = 0; j < GROUP; j += L) {
            IntVector both = unsigned(from, at + 4, j);
            IntVector low = fifthBit(fifth >>> j, lanes).or(both.and(0xF));
            IntVector high = fifthBit(fifth >>> (j + GROUP), lanes).or(both.lanewise(LSHR, 4));
            store(low, scale, offset, to, target + 4L * j);
            store(high, scale, offset, to, target + 4L * (j + GROUP));
        }
    }

    /** 16 in lane i where bit i is set. */
    private static IntVector fifthBit(int bits, IntVector lanes) {
        return IntVector.broadcast(I, bits).lanewise(LSHR, lanes).and(1).lanewise(LSHL, 4);
    }

    static void iq4nl(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        ByteVector table = ByteVector.fromArray(B, LEVELS, 0);
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) Q40_BYTES * b;
            looked(from, block + 2, half(from, block), table, to, target + WIDE * b);
        }
    }

    static void mxfp4(MemorySegment from, long at, int blocks, MemorySegment to, long target) {
        ByteVector table = ByteVector.fromArray(B, E2M1, 0);
        for (int b = 0; b < blocks; b++) {
            long block = at + (long) MXFP4_BYTES * b;
            float scale = (float) Math.scalb(1.0, (from.get(JAVA_BYTE, block) & 0xFF) - E8M0_BIAS);
            looked(from, block + 1, scale, table, to, target + WIDE * b);
        }
    }

    private static void looked(
            MemorySegment from, long at, float scale, ByteVector table, MemorySegment to, long target) {
        ByteVector both = ByteVector.fromMemorySegment(B, from, at, LE);
        ByteVector low = both.and((byte) 0xF).selectFrom(table);
        ByteVector high = both.lanewise(LSHR, 4).and((byte) 0xF).selectFrom(table);
        for (int j = 0; j < GROUP; j += L) {
            signed(low, j).mul(scale).intoMemorySegment(to, target + 4L * j, LE);
            signed(high, j).mul(scale).intoMemorySegment(to, target + 4L * (j + GROUP), LE);
        }
    }
}
