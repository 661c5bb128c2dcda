/* Q4_1: an f16 scale, an f16 minimum and 32 numbers of four bits. */
#include "panels_first.h"
#define FORMAT q4_1
#define BITS 4
#define GROUPS 1
#define HAS_MIN 1
#define ZERO 0
#define BLOCK 32
#define BLOCK_BYTES 20

static inline unsigned number(const unsigned char *b, int r, int at) { (void)r; return nibble(b + 4, at); }
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 0); }
static inline uint16_t min_bits(const unsigned char *b) { return half_at(b, 2); }

#include "panel_format.h"
