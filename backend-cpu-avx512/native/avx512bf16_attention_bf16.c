/*
 * Attention over a bf16 cache with queries and weights in bf16, by BF16 dot products, which add the products of two neighbours to a sum. The keys of a tile are transposed, so that a sum is a key's and goes through the head two numbers
 * at a time; values of two tokens are woven into each other. Both happen once a tile: in memory where many rows share them, else in registers on the way from the cache. A key that one row sees and another one does not has weight zero
 * there.
 */
#include "attention_weights.h"

#define NAME octavo_attention_bf16_avx512bf16
#define FACTOR 1.f
#define UNIT LOG2_E
#define LOCAL(name) octavo_attention_bf16_avx512bf16##name

/* R rows and the keys of one tile, which are in memory in pairs, or `in_place` in the cache. */
INLINE void rows(
    const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next, const int R, const int in_place) {
    float scores[SCORED][TILE];
    struct seen seen[SCORED];
    int64_t any = 0, whole = 1;
    for (int i = 0; i < R; i++) {
        seen[i] = keys_seen(a, row + i, tile);
        any |= seen[i].to;
        whole &= seen[i].from == 0 && seen[i].to == TILE;
    }
    if (!any) return;
    const char *queries = scratch + a->query_at + row * a->query_stride;
    if (in_place) score_in_place(a, queries, t, next, scores, R);
    else score(a, queries, scratch + a->key_pairs_at, scores, R);
    if (whole) weigh(a, scratch, row, tile, seen, scores, R, 1);
    else weigh(a, scratch, row, tile, seen, scores, R, 0);
    const int together = in_place || R < SUMMED ? R : SUMMED;
    for (int i = 0; i < R; i += together) {
        int64_t from = TILE, to = 0;
        for (int j = i; j < i + together; j++) {
            if (!seen[j].to) continue;
            from = seen[j].from < from ? seen[j].from : from;
            to = seen[j].to > to ? seen[j].to : to;
        }
        char *sums = scratch + a->sum_at + (row + i) * a->sum_stride;
        sum(a, t, next, scores + i, from / 2 * 2, (to + 1) / 2 * 2, scratch + a->value_pairs_at, sums, together, in_place);
    }
}

/* A function for each number of rows: in one for all of them, the compiler runs out of registers. */
#define ROWS(name, R, in_place)                                                                                                         \
    static __attribute__((noinline)) void name(                                                                                         \
        const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next) {           \
        rows(a, scratch, row, tile, t, next, R, in_place);                                                                              \
    }
ROWS(one_in_place, 1, 1)
ROWS(two_in_place, 2, 1)
ROWS(three_in_place, 3, 1)
ROWS(four_in_place, 4, 1)
ROWS(five_in_place, 5, 1)
ROWS(six_in_place, 6, 1)
ROWS(seven_in_place, 7, 1)
ROWS(eight_in_place, 8, 1)
ROWS(one, 1, 0)
ROWS(two, 2, 0)
ROWS(four, 4, 0)
ROWS(eight, 8, 0)

typedef void some_rows(const struct attention *a, char *scratch, int64_t row, int64_t tile, const struct tile *t, const struct tile *next);
static some_rows *const IN_PLACE[] = {one_in_place, two_in_place, three_in_place, four_in_place, five_in_place, six_in_place, seven_in_place, eight_in_place};

/* All rows and the keys of one tile. */
static void LOCAL(_tile)(const struct attention *a, char *scratch, int64_t tile, const struct tile *t, const struct tile *next) {
    if (a->rows <= SCORED) {
        IN_PLACE[a->rows - 1](a, scratch, 0, tile, t, next);
        return;
    }
    transpose_keys(a, t, next, scratch + a->key_pairs_at);
    weave_values(a, t, next, scratch + a->value_pairs_at);
    int64_t row = 0;
    for (; row + 8 <= a->rows; row += 8) eight(a, scratch, row, tile, t, next);
    if (row + 4 <= a->rows) four(a, scratch, row, tile, t, next), row += 4;
    if (row + 2 <= a->rows) two(a, scratch, row, tile, t, next), row += 2;
    if (row < a->rows) one(a, scratch, row, tile, t, next);
}

#define ARRANGE(p) shorten(p)
#define RESTORE(p) restore_woven(p)
#include "attention_loop.h"
