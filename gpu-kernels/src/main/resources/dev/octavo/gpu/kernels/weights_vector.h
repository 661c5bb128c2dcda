// Weights of all lanes of a panel as vectors.
#include "weights_decode.h"

#define OCTET 8

// Eight weights along k, from the eighth "octet" of a chunk on. low and high are the chunk's planes.
INLINE void load_octet(const GLOBAL u8 *low, const GLOBAL u8 *high, i32 octet, lanes scale, lanes offset, lanes *w) {
#if FORMAT == F32
#pragma unroll
    for (i32 i = 0; i < OCTET; i++) {
        w[i] = LOAD_F32(low + (octet * OCTET + i) * 64);
    }
#elif FORMAT == F16
#pragma unroll
    for (i32 i = 0; i < OCTET; i++) {
        w[i] = LOAD_F16(low + (octet * OCTET + i) * 32);
    }
#elif FORMAT == BF16
#pragma unroll
    for (i32 i = 0; i < OCTET; i++) {
        w[i] = LOAD_BF16(low + (octet * OCTET + i) * 32);
    }
#else
    codes lows[LOW];
#pragma unroll
    for (i32 j = 0; j < LOW; j++) {
        lows[j] = LOAD_U8(low + (octet * LOW + j) * PANEL);
    }
#if HIGH > 0
    codes highs[HIGH];
#pragma unroll
    for (i32 j = 0; j < HIGH; j++) {
        highs[j] = LOAD_U8(high + (octet * HIGH + j) * PANEL);
    }
#endif
#pragma unroll
    for (i32 i = 0; i < OCTET; i++) {
        w[i] = weight_of(CODE(lows, highs, i), scale, offset);
    }
#endif
}
