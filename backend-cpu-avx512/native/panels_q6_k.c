/* Q6_K: 256 numbers of six bits with a zero point of 32; scales of 16 each are signed bytes times an f16. */
#include "panels_first.h"
#define FORMAT q6_k
#define BITS 6
#define GROUPS 2
#define HAS_MIN 0
#define ZERO 32
#define BLOCK 256
#define BLOCK_BYTES 210

static inline unsigned number(const unsigned char *b, int r, int at) {
    unsigned low = b[r / 4 * 64 + r % 2 * 32 + at] >> (r % 4 / 2 * 4) & 15;
    return low | (b[128 + r / 4 * 32 + at] >> (r % 4 * 2) & 3) << 4;
}
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 208); }
static inline int inner_scale(const unsigned char *b, int i) { return b[192 + i]; }

#include "panel_format.h"
