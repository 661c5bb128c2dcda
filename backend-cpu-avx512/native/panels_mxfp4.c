/* MXFP4: an exponent and 32 numbers e2m1, here as twice their value with 12 added; the scale takes the half. */
#include "panels_first.h"
#define FORMAT mxfp4
#define BITS 4
#define GROUPS 1
#define HAS_MIN 0
#define ZERO 12
#define TABLE 12, 13, 14, 15, 16, 18, 20, 24, 12, 11, 10, 9, 8, 6, 4, 0
#define MOST 24
#define BLOCK 32
#define BLOCK_BYTES 17
#define BF16_SCALES

static inline unsigned number(const unsigned char *b, int r, int at) { (void)r; return nibble(b + 1, at); }

/* 2^(e - 128); the two smallest are subnormal. */
static inline uint16_t scale_bits(const unsigned char *b) { return b[0] >= 2 ? (uint16_t)((b[0] - 1) << 7) : (uint16_t)(0x20 << b[0]); }

#include "panel_format.h"
