/* Q3_K: 256 numbers of three bits with a zero point of 4; scales of 16 each are six bits less 32 times an f16. */
#include "panels_first.h"
#define FORMAT q3_k
#define BITS 3
#define GROUPS 2
#define HAS_MIN 0
#define ZERO 4
#define BLOCK 256
#define BLOCK_BYTES 110

static inline unsigned number(const unsigned char *b, int r, int at) {
    return (b[32 + r / 4 * 32 + at] >> (r % 4 * 2) & 3) | (b[at] >> r & 1) << 2;
}
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 108); }
static inline int inner_scale(const unsigned char *b, int i) {
    const unsigned char *s = b + 96;
    return ((s[i % 8] >> (i / 8 * 4) & 15) | (s[8 + i % 4] >> (i / 4 * 2) & 3) << 4) - 32;
}

#include "panel_format.h"
