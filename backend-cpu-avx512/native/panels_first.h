/* Pieces of which blocks of GGUF files are made. */
#pragma once
#include "vectors.h"

#define RUN 32
#define COLUMNS 16
#define ROUND64(n) (((n) + 63) & ~(size_t)63)

static inline uint16_t half_at(const unsigned char *p, int offset) { return (uint16_t)(p[offset] | p[offset + 1] << 8); }

/* Number `at` of 32: first the lower halves of 16 bytes, then the upper ones. */
static inline unsigned nibble(const unsigned char *p, int at) { return p[at % 16] >> (at / 16 * 4) & 15; }

static inline unsigned bit(const unsigned char *p, int at) { return p[at / 8] >> (at % 8) & 1; }

/* The eight scales and minima of six bits that twelve bytes hold. */
static inline int six_bit_scale(const unsigned char *s, int i) { return i < 4 ? s[i] & 63 : (s[i + 4] & 15) | (s[i - 4] >> 6) << 4; }
static inline int six_bit_min(const unsigned char *s, int i) { return i < 4 ? s[i + 4] & 63 : s[i + 4] >> 4 | (s[i] >> 6) << 4; }
