// From codes to weights.
#include "weights_scales.h"

#if LANES == 16 && FORMAT == F8_E4M3
// Between f16, with its bits further up, and this type there are 8 powers of two; only NaN lies elsewhere.
INLINE lanes f8_lanes(codes c) {
    lanes x = halves_to_floats(convert_ushort16((c & 0x80) << 8 | (c & 0x7f) << 7)) * 256.0f;
    return WHERE((c & 0x7f) == 0x7f, LANES_BITS((codes)(0x7fc00000u)), x);
}
#elif LANES == 16 && FORMAT == F8_E5M2
// The upper byte of f16.
INLINE lanes f8_lanes(codes c) {
    return halves_to_floats(convert_ushort16(c << 8));
}
#elif FORMAT == F8_E4M3
INLINE lanes f8_lanes(codes c) {
    codes magnitude = c & 0x7f;
    lanes x = WHERE(magnitude < 8, LANES_FLOAT(magnitude) * SPLAT(0.001953125f),
            LANES_BITS((magnitude << 20) + (codes)(120u << 23)));
    x = WHERE(magnitude == 0x7f, LANES_BITS((codes)(0x7fc00000u) | (c & 0)), x);
    return WHERE((c & 0x80) != 0, -x, x);
}
#elif FORMAT == F8_E5M2
INLINE lanes f8_lanes(codes c) {
    codes magnitude = c & 0x7f;
    lanes x = WHERE(magnitude < 4, LANES_FLOAT(magnitude) * SPLAT(0.0000152587890625f),
            LANES_BITS((magnitude << 21) + (codes)(112u << 23)));
    // The largest exponent is that of infinity and NaN.
    x = WHERE(magnitude >= 0x7c, LANES_BITS((codes)(INFINITY_BITS) | (magnitude & 3) << 21), x);
    return WHERE((c & 0x80) != 0, -x, x);
}
#elif FORMAT == IQ4_NL
// The 16 levels, 128 more, four in a word.
INLINE lanes level(codes c) {
    codes low = WHERE((c & 4) != 0, (codes)(0x766a5d4fu), (codes)(0x3f2d1801u));
    codes high = WHERE((c & 4) != 0, (codes)(0xf1d9c5b5u), (codes)(0xa6998d81u));
    return LANES_FLOAT((WHERE((c & 8) != 0, high, low) >> (8 * (c & 3))) & 0xff);
}
#endif

// A code as a number, still without scale and offset.
INLINE lanes number_of(codes c) {
#if FORMAT == F32
    return LANES_BITS(c);
#elif FORMAT == BF16
    return LANES_BITS(c << 16);
#elif FORMAT == F16
#if LANES == 16
    return SPLAT(0.0f); // vectors are loaded as numbers
#else
    return half_to_float((u16)c);
#endif
#elif FORMAT == F8_E4M3 || FORMAT == F8_E5M2
    return f8_lanes(c);
#elif FORMAT == IQ4_NL
    return level(c);
#elif FORMAT == MXFP4
    lanes x = LANES_FLOAT(((codes)(0xc8643210u) >> (4 * (c & 7))) & 15);
    return WHERE((c & 8) != 0, -x, x);
#else
    return LANES_FLOAT(c);
#endif
}

INLINE lanes weight_of(codes c, lanes scale, lanes offset) {
#if IS_DENSE
    return number_of(c);
#elif IS_FLOAT || FORMAT == MXFP4
    return number_of(c) * scale;
#else
    return LANES_FMA(number_of(c), scale, offset);
#endif
}

// Codes lie in units of so many bits: words, or bytes of all lanes.
#if LANES == 16
#define UNIT(bits) ((bits) == 4 ? 32 : 8)
#else
#define UNIT(bits) 32
#endif
#define UNIT_OF(units, bits, i) (units)[(i) * (bits) / UNIT(bits)]
#define UNIT_PART(unit, bits, i) ((unit) >> ((i) * (bits) % UNIT(bits)) & ((1u << (bits)) - 1))
#if LOW == 32
#define LOW_CODE(unit, i) (unit)
#else
#define LOW_CODE(unit, i) UNIT_PART(unit, LOW, i)
#endif
// From the units that hold a code's bits; and from all units.
#if HIGH > 0
#define CODE_OF(low, high, i) (LOW_CODE(low, i) | UNIT_PART(high, HIGH, i) << LOW)
#define CODE(low, high, i) CODE_OF(UNIT_OF(low, LOW, i), UNIT_OF(high, HIGH, i), i)
#else
#define CODE_OF(low, high, i) LOW_CODE(low, i)
#define CODE(low, high, i) LOW_CODE(UNIT_OF(low, LOW, i), i)
#endif
