/* Panels with a byte for each weight, scales in f32 and, behind all of them, mins: what other formats are unpacked to where many rows share them. */
#define CONCAT_(a, b, c) a##b##c
#define CONCAT(a, b, c) CONCAT_(a, b, c)
#define NAME SET(CONCAT(octavo_plain_, GROUPS, HAS_MIN))
#define RUN_BYTES 512
#define RUN_AT(p, r) ((p) + k / RUN * GROUPS * 64 * (1 + HAS_MIN) + (r) * RUN_BYTES)
#define CELL(q, c) i_load((q) + 64 * (c))
#define SCALE(p, r, g) f_load((p) + ((r) * GROUPS + (g)) * 64)
#define MIN(p, r, g) f_load((p) + (k / RUN * GROUPS + (r) * GROUPS + (g)) * 64)
#define MOST 63 /* those of more bits are not unpacked */
#define FROM_MEMORY 0
#define AHEAD 0
#include "panels.h"

void NAME(const char *panels, size_t panel_bytes, size_t n, const char *a, size_t lda, size_t m, size_t k, float *out, size_t ldo) {
    JOIN(NAME, _panels)(panels, panel_bytes, n, a, lda, m, k, out, ldo);
}
