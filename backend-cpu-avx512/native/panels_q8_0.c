/* Q8_0: an f16 scale and 32 signed bytes, here with 128 added. */
#include "panels_first.h"
#define FORMAT q8_0
#define BITS 8
#define GROUPS 1
#define HAS_MIN 0
#define ZERO 128
#define BLOCK 32
#define BLOCK_BYTES 34

static inline unsigned number(const unsigned char *b, int r, int at) { (void)r; return b[2 + at] ^ 128; }
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 0); }

#include "panel_format.h"
