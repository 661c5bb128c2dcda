/* Q4_0: an f16 scale and 32 numbers of four bits with a zero point of 8. */
#include "panels_first.h"
#define FORMAT q4_0
#define BITS 4
#define GROUPS 1
#define HAS_MIN 0
#define ZERO 8
#define BLOCK 32
#define BLOCK_BYTES 18

static inline unsigned number(const unsigned char *b, int r, int at) { (void)r; return nibble(b + 2, at); }
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 0); }

#include "panel_format.h"
