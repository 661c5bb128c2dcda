/* Whether the processor's tiles multiply as those in plain C do, before anybody relies on them. */
#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define WEIGHTS 20
#define ROWS 18
#define GROUP 16
#define K 64

typedef void product(
    const char *w, size_t w_offset, size_t ldw, size_t n, const char *a, size_t a_offset, size_t pair_bytes, size_t group_bytes, size_t m, size_t k,
    char *to, size_t out_offset, size_t out_stride, char *scratch, size_t scratch_offset);
product octavo_dots_bf16_tiles, octavo_dots_bf16_tiles_in_c;
void octavo_pair_rows(const char *rows, size_t from, size_t stride, size_t n, size_t k, char *to, size_t target, size_t group);

typedef void plain_product(const char *panels, size_t panel_bytes, size_t n, const char *a, size_t lda, size_t m, size_t k, float *out, size_t ldo);
plain_product octavo_tiles_10, octavo_tiles_21, octavo_tiles_in_c_10, octavo_tiles_in_c_21;

static uint32_t next(uint32_t *state) { return *state = *state * 1664525u + 1013904223u; }

static int close_enough(const float *a, const float *b, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (!(fabsf(a[i] - b[i]) <= 1e-4f * (1 + fabsf(b[i])))) return 0;
    return 1;
}

static int bf16(uint32_t *state) {
    uint16_t w[WEIGHTS][K], a[ROWS][K], groups[2][K / 2][GROUP][2];
    float got[ROWS][WEIGHTS], wanted[ROWS][WEIGHTS];
    _Alignas(64) char scratch[20 << 10];
    for (size_t i = 0; i < WEIGHTS * K; i++) w[0][i] = (uint16_t)(0x3f00 | (next(state) >> 16 & 0x80ff));
    for (size_t i = 0; i < ROWS * K; i++) a[0][i] = (uint16_t)(0x3f00 | (next(state) >> 16 & 0x80ff));
    for (size_t g = 0; g < 2; g++) octavo_pair_rows((const char *)a[GROUP * g], 0, sizeof a[0], g == 0 ? GROUP : ROWS - GROUP, K, (char *)groups[g], 0, GROUP);
    octavo_dots_bf16_tiles(
        (const char *)w, 0, sizeof w[0], WEIGHTS, (const char *)groups, 0, 4 * GROUP, sizeof groups[0], ROWS, K, (char *)got, 0, sizeof got[0], scratch, 0);
    octavo_dots_bf16_tiles_in_c(
        (const char *)w, 0, sizeof w[0], WEIGHTS, (const char *)groups, 0, 4 * GROUP, sizeof groups[0], ROWS, K, (char *)wanted, 0, sizeof wanted[0], scratch,
        0);
    return close_enough(got[0], wanted[0], ROWS * WEIGHTS);
}

/* Panels as in panels_plain.c, rows of activations as in panels.h. */
static int bytes(uint32_t *state, plain_product *tiles, plain_product *in_c, int groups, int has_min) {
    struct {
        int8_t a[K];
        float scales[16];
        union {
            int32_t i;
            float f;
        } sums[16];
    } rows[GROUP];
    struct {
        float factors[K / 32 * 2 * 2][16];
        uint8_t bytes[K * 16];
    } panel;
    float got[GROUP][16], wanted[GROUP][16];
    size_t factors = K / 32 * (size_t)groups * (1 + (size_t)has_min);
    char *weights = (char *)panel.factors[factors];
    for (size_t i = 0; i < factors; i++)
        for (size_t j = 0; j < 16; j++) panel.factors[i][j] = (float)(next(state) >> 24) / 64;
    for (size_t i = 0; i < K * 16; i++) weights[i] = (char)(next(state) >> 24);
    for (size_t r = 0; r < GROUP; r++) {
        for (size_t i = 0; i < K; i++) rows[r].a[i] = (int8_t)(next(state) >> 24);
        for (size_t i = 0; i < 16; i++) {
            rows[r].scales[i] = (float)(next(state) >> 24) / 128;
            if (has_min) rows[r].sums[i].f = (float)(next(state) >> 24);
            else rows[r].sums[i].i = -(int32_t)(next(state) >> 20);
        }
    }
    tiles((const char *)&panel, sizeof panel, 16, (const char *)rows, sizeof rows[0], GROUP, K, got[0], 16);
    in_c((const char *)&panel, sizeof panel, 16, (const char *)rows, sizeof rows[0], GROUP, K, wanted[0], 16);
    return close_enough(got[0], wanted[0], GROUP * 16);
}

int octavo_tiles_agree(void) {
    uint32_t state = 1;
    return bf16(&state) && bytes(&state, octavo_tiles_10, octavo_tiles_in_c_10, 1, 0) && bytes(&state, octavo_tiles_21, octavo_tiles_in_c_21, 2, 1);
}
