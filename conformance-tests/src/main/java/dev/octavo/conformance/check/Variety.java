package dev.octavo.conformance.check;

/**
 * Numbers of cases whose subject is behaviour rather than numbers: plain patterns that are easy to compare, other ones for each case and root seed.
 *
 * @param key what they depend on
 */
record Variety(long key) {

    /** Numbers of sums are residues of this prime. */
    private static final int PRIME = 1009;

    /** The numbers of a case. */
    static Variety of(String caseId, long rootSeed) {
        Fill fill = Fill.of(caseId, rootSeed, Pass.RANDOM, 0);
        return new Variety((long) fill.integer(0, Integer.MAX_VALUE) << 31 | fill.integer(0, Integer.MAX_VALUE));
    }

    /** An integer of {@code low..high-1} for a place; nothing follows from one place for another. */
    int integer(int low, int high, int seed, int row, int column) {
        long mixed =
                key + seed * 0x9E37_79B9_7F4A_7C15L + row * 0xC2B2_AE3D_27D4_EB4FL + column * 0x1656_67B1_9E37_79F9L;
        // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return low + (int) Long.remainderUnsigned(mixed ^ (mixed >>> 31), high - low);
    }

    /** An integer from -504 to 504; two seeds that are no multiple of 1009 apart differ at every index, and so do neighbours. */
    int residue(int seed, int index) {
        long step = 1 + Long.remainderUnsigned(key >>> 20, PRIME - 1);
        long shift = Long.remainderUnsigned(key, PRIME);
        return (int) Math.floorMod(shift + seed * 37L + index * step, (long) PRIME) - PRIME / 2;
    }

    /** A byte; those of different seeds, taken modulo 256, differ. */
    byte mark(int seed) {
        return (byte) (seed + key);
    }

    /** Bytes that differ from their neighbours, from those 256 further on, and from those of other seeds at the same place. */
    byte[] pattern(int count, int seed) {
        // Odd factors, so that multiplying by them loses nothing modulo 256.
        int near = 2 * (int) (key >>> 8 & 0x7F) + 1;
        int far = 2 * (int) (key >>> 16 & 0x7F) + 1;
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (mark(seed) + i * near + (i >> 8) * far);
        }
        return bytes;
    }
}
