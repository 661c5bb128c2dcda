/* IQ4_NL: an f16 scale and 32 indices into a table of sixteen signed numbers, here with 128 added. */
#include "panels_first.h"
#define FORMAT iq4_nl
#define BITS 4
#define GROUPS 1
#define HAS_MIN 0
#define ZERO 128
#define TABLE 1, 24, 45, 63, 79, 93, 106, 118, (char)129, (char)141, (char)153, (char)166, (char)181, (char)197, (char)217, (char)241
#define MOST 241
#define BLOCK 32
#define BLOCK_BYTES 18

static inline unsigned number(const unsigned char *b, int r, int at) { (void)r; return nibble(b + 2, at); }
static inline uint16_t scale_bits(const unsigned char *b) { return half_at(b, 0); }

#include "panel_format.h"
