/*
 * Tile registers (AMX): eight of sixteen rows of 64 bytes. With TILES_IN_C, and with TILES_UNKNOWN where the compiler does not know them, the same is done in plain C, after the pseudo-code of Intel's "Intrinsics Guide" and "Software Developer's Manual"
 * (TDPBF16PS, TDPBSSD): slow, but it lets every machine judge the kernels that use tiles, the way they load and pad them and their order of operations.
 *
 * A number of a tile is a literal.
 */
#ifndef OCTAVO_TILES_H
#define OCTAVO_TILES_H
#include <immintrin.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TILE_ROWS 16
#define TILE_BYTES 64

/* Extent of each tile. */
struct tile_shapes {
    uint8_t palette, start_row, reserved[14];
    uint16_t row_bytes[16];
    uint8_t rows[16];
};

static inline void tile_shape(struct tile_shapes *shapes, int tile, int rows, int row_bytes) {
    shapes->palette = 1;
    shapes->rows[tile] = (uint8_t)rows;
    shapes->row_bytes[tile] = (uint16_t)row_bytes;
}

#if !defined TILES_IN_C && !defined TILES_UNKNOWN
/* GCC's intrinsics do not say which memory they read and write. */
#define TILE_FENCE(p) __asm__ volatile("" : : "r"(p) : "memory")

/* Configuring costs some dozen cycles; releasing keeps the eight kilobytes out of what is saved when threads take turns. */
#define tile_configure(shapes) (__extension__({ TILE_FENCE(shapes); _tile_loadconfig(shapes); }))
#define tile_release() _tile_release()
#define tile_zero(t) _tile_zero(t)
#define tile_load(t, from, stride) (__extension__({ TILE_FENCE(from); _tile_loadd(t, from, stride); }))
#define tile_store(t, to, stride) (__extension__({ _tile_stored(t, to, stride); TILE_FENCE(to); }))
#define tile_multiply_bf16(c, a, b) _tile_dpbf16ps(c, a, b)
#define tile_multiply_s8(c, a, b) _tile_dpbssd(c, a, b)
#else
struct tile {
    union {
        uint8_t bytes[TILE_ROWS][TILE_BYTES];
        float floats[TILE_ROWS][16];
        int32_t ints[TILE_ROWS][16];
        uint16_t shorts[TILE_ROWS][32];
    };
};

static __thread struct tile tile_registers[8];
static __thread struct tile_shapes tile_extents;

static inline void tile_configure(const struct tile_shapes *shapes) {
    tile_extents = *shapes;
    memset(tile_registers, 0, sizeof tile_registers);
}

static inline void tile_release(void) { memset(&tile_extents, 0, sizeof tile_extents); }
static inline void tile_zero(int t) { memset(&tile_registers[t], 0, sizeof tile_registers[t]); }

static inline void tile_load(int t, const void *from, size_t stride) {
    tile_zero(t);
    for (int r = 0; r < tile_extents.rows[t]; r++) memcpy(tile_registers[t].bytes[r], (const char *)from + r * stride, tile_extents.row_bytes[t]);
}

static inline void tile_store(int t, void *to, size_t stride) {
    for (int r = 0; r < tile_extents.rows[t]; r++) memcpy((char *)to + r * stride, tile_registers[t].bytes[r], tile_extents.row_bytes[t]);
}

/* Numbers too small to be normal count as zero, as input and as result. */
static inline float tile_normal(float x) { return __builtin_fabsf(x) < 0x1p-126f ? __builtin_copysignf(0, x) : x; }

static inline float tile_bf16(uint16_t bits) {
    uint32_t wide = (uint32_t)bits << 16;
    float x;
    memcpy(&x, &wide, sizeof x);
    return tile_normal(x);
}

static inline void tile_multiply_bf16(int c, int a, int b) {
    for (int m = 0; m < tile_extents.rows[c]; m++) {
        float sums[2][16] = {0};
        for (int k = 0; k < tile_extents.row_bytes[a] / 4; k++)
            for (int n = 0; n < tile_extents.row_bytes[c] / 4; n++)
                for (int half = 0; half < 2; half++) {
                    float x = tile_bf16(tile_registers[a].shorts[m][2 * k + half]);
                    float y = tile_bf16(tile_registers[b].shorts[k][2 * n + half]);
                    sums[half][n] = tile_normal(__builtin_fmaf(x, y, sums[half][n]));
                }
        float *row = tile_registers[c].floats[m];
        for (int n = 0; n < tile_extents.row_bytes[c] / 4; n++) row[n] = tile_normal(tile_normal(row[n]) + tile_normal(sums[0][n] + sums[1][n]));
    }
}

static inline void tile_multiply_s8(int c, int a, int b) {
    for (int m = 0; m < tile_extents.rows[c]; m++)
        for (int k = 0; k < tile_extents.row_bytes[a] / 4; k++)
            for (int n = 0; n < tile_extents.row_bytes[c] / 4; n++)
                for (int i = 0; i < 4; i++)
                    tile_registers[c].ints[m][n] += (int8_t)tile_registers[a].bytes[m][4 * k + i] * (int8_t)tile_registers[b].bytes[k][4 * n + i];
}
#endif
#endif
