/* Q5_0: an f16 scale, 32 fifth bits, 32 numbers of four bits, and a zero point of 16. */
#include "panels_first.h"
#define FORMAT q5_0
#define BITS 5
#define GROUPS 1
#define HAS_MIN 0
#define ZERO 16
#define BLOCK 32
#define BLOCK_BYTES 22

static inline unsigned number(const unsigned char *b, int r, int at) { (void)r; return nibble(b + 6, at) | bit(b + 2, at) << 4; }
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 0); }

#include "panel_format.h"
