// Weights of one lane of a panel.
#include "weights_decode.h"

#define OCTET 8

// Words of a lane in a chunk.
#define LOW_WORDS LOW
#define HIGH_WORDS (HIGH > 0 ? HIGH : 1)

INLINE void quad_of(const GLOBAL u8 *p, u32 *words) {
    uint4 quad = *(const GLOBAL uint4 *)p;
    words[0] = quad.x;
    words[1] = quad.y;
    words[2] = quad.z;
    words[3] = quad.w;
}

// All codes of a chunk. low and high are the chunk's planes.
INLINE void load_chunk(const GLOBAL u8 *low, const GLOBAL u8 *high, i32 lane, u32 *lows, u32 *highs) {
#if LOW == 2
    uint2 pair = ((const GLOBAL uint2 *)low)[lane];
    lows[0] = pair.x;
    lows[1] = pair.y;
#else
#pragma unroll
    for (i32 piece = 0; piece < LOW / 4; piece++) {
        quad_of(low + (piece * PANEL + lane) * 16, lows + 4 * piece);
    }
#endif
#if HIGH == 1
    highs[0] = ((const GLOBAL u32 *)high)[lane];
#elif HIGH == 2
    uint2 upper = ((const GLOBAL uint2 *)high)[lane];
    highs[0] = upper.x;
    highs[1] = upper.y;
#endif
}

// The codes of eight weights along k, from the eighth "octet" of a chunk on, in LOW / 4 (at least 1) words.
INLINE void load_octet(const GLOBAL u8 *low, const GLOBAL u8 *high, i32 octet, i32 lane, u32 *lows, u32 *highs) {
#if LOW == 2
    lows[0] = ((const GLOBAL u16 *)low)[lane * 4 + octet];
#elif LOW == 4
    lows[0] = ((const GLOBAL u32 *)low)[lane * 4 + octet];
#elif LOW == 8
    uint2 pair = ((const GLOBAL uint2 *)low)[((octet >> 1) * PANEL + lane) * 2 + (octet & 1)];
    lows[0] = pair.x;
    lows[1] = pair.y;
#else
#pragma unroll
    for (i32 piece = 0; piece < LOW / 16; piece++) {
        quad_of(low + ((octet * (LOW / 16) + piece) * PANEL + lane) * 16, lows + 4 * piece);
    }
#endif
#if HIGH == 1
    highs[0] = high[lane * 4 + octet];
#elif HIGH == 2
    highs[0] = ((const GLOBAL u16 *)high)[lane * 4 + octet];
#endif
}
