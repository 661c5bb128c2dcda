/*
 * Unsigned numbers of BITS bits (2, 3, 4, 5, 6, 8) in runs of 32 k x 16 columns: eight cells of 64 bytes each, as planes of whole vectors. 8 bits: one vector a cell. Else first nibbles (two cells a vector) or
 * pairs of bits (four cells a vector), then, for what is missing, pairs (6 bits) or single bits (3 and 5 bits, eight cells a vector).
 */
#define RUN_BYTES (64 * BITS)
#if BITS < 8
#define LOW_BITS (BITS >= 4 ? 4 : 2)
#endif

INLINE ints JOIN(NAME, _cell)(const char *q, const int c) {
#if BITS == 8
    return i_load(q + 64 * c);
#else
    const int per = 8 / LOW_BITS;
    ints low = i_load(q + c / per * 64);
    low = i_and(i_shift_right16(low, c % per * LOW_BITS), i_set_bytes((1 << LOW_BITS) - 1));
#if BITS == 6
    ints high = i_load(q + 256 + c / 4 * 64);
    const int to = 4 - c % 4 * 2;
    high = to >= 0 ? i_shift_left16(high, to) : i_shift_right16(high, -to);
    low = i_or_and(low, high, i_set_bytes(0x30));
#elif BITS == 5 || BITS == 3
    ints high = i_load(q + 64 * LOW_BITS);
    const int to = LOW_BITS - c;
    high = to >= 0 ? i_shift_left16(high, to) : i_shift_right16(high, -to);
    low = i_or_and(low, high, i_set_bytes(1 << LOW_BITS));
#endif
    return low;
#endif
}

/* Stores number `at` (0 to 31) of a column's run; the run was zero. */
INLINE void JOIN(NAME, _put)(unsigned char *q, int column, int at, unsigned value) {
    int c = at / 4;
    int byte = column * 4 + at % 4;
#if BITS == 8
    q[64 * c + byte] = (unsigned char)value;
#else
    const int per = 8 / LOW_BITS;
    q[c / per * 64 + byte] |= (unsigned char)((value & ((1 << LOW_BITS) - 1)) << c % per * LOW_BITS);
#if BITS == 6
    q[256 + c / 4 * 64 + byte] |= (unsigned char)((value >> 4) << c % 4 * 2);
#elif BITS == 5 || BITS == 3
    q[64 * LOW_BITS + byte] |= (unsigned char)((value >> LOW_BITS) << c);
#endif
#endif
}
