// From codes to weights.
#include "weights_scales.h"

#if FORMAT == F8_E4M3
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

// Codes lie in units of UNIT bits: words of a lane, or bytes of all lanes.
#if LANES == 16
#define UNIT 8
#else
#define UNIT 32
#endif
#define UNIT_PART(units, bits, i) ((units)[(i) * (bits) / UNIT] >> ((i) * (bits) % UNIT) & ((1u << (bits)) - 1))
#if LOW == 32
#define LOW_CODE(units, i) (units)[i]
#else
#define LOW_CODE(units, i) UNIT_PART(units, LOW, i)
#endif
#if HIGH > 0
#define CODE(low, high, i) (LOW_CODE(low, i) | UNIT_PART(high, HIGH, i) << LOW)
#else
#define CODE(low, high, i) LOW_CODE(low, i)
#endif
