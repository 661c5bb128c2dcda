/* Q5_K: like Q4_K with a fifth bit for each number. */
#include "panels_first.h"
#define FORMAT q5_k
#define BITS 5
#define GROUPS 1
#define HAS_MIN 1
#define ZERO 0
#define BLOCK 256
#define BLOCK_BYTES 176

static inline unsigned number(const unsigned char *b, int r, int at) {
    return (b[48 + r / 2 * 32 + at] >> (r % 2 * 4) & 15) | (b[16 + at] >> r & 1) << 4;
}
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 0); }
static inline uint16_t min_bits(const unsigned char *b) { return half_at(b, 2) ^ 0x8000; }
static inline int inner_scale(const unsigned char *b, int i) { return six_bit_scale(b + 4, i); }
static inline int inner_min(const unsigned char *b, int i) { return six_bit_min(b + 4, i); }

#include "panel_format.h"
