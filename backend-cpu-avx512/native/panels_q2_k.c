/* Q2_K: 256 numbers of two bits; scales and minima of 16 each are four bits times an f16. */
#include "panels_first.h"
#define FORMAT q2_k
#define BITS 2
#define GROUPS 2
#define HAS_MIN 1
#define ZERO 0
#define BLOCK 256
#define BLOCK_BYTES 84

static inline unsigned number(const unsigned char *b, int r, int at) { return b[16 + r / 4 * 32 + at] >> (r % 4 * 2) & 3; }
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 80); }
static inline uint16_t min_bits(const unsigned char *b) { return half_at(b, 82) ^ 0x8000; }
static inline int inner_scale(const unsigned char *b, int i) { return b[i] & 15; }
static inline int inner_min(const unsigned char *b, int i) { return b[i] >> 4; }

#include "panel_format.h"
