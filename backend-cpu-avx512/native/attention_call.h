/*
 * What a call of attention is given, and the tiles of keys that it goes through. A file that includes this one may define
 *   SCALED        where rows have a scale: a key's goes into its score, a value's into its weight
 */
#include <stddef.h>
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))
#define TILE 32

/* One call, filled by NativeAttentionTask in this order. Places in scratch memory are in bytes from this struct on, strides in bytes. */
struct attention {
    int64_t rows, heads;               /* row = query * heads + head */
    int64_t first_position, length;    /* of the first query; tokens of the sequence */
    int64_t causal, window;            /* a query sees keys up to its own position, if window > 0 only so many */
    int64_t first_key, end_key;        /* that any row sees */
    int64_t key_dim, value_dim;
    int64_t keys_at, values_at;        /* in the cache: rows of this head in block 0 of this layer */
    int64_t key_row, value_row;        /* bytes from row to row */
    int64_t key_scales_at, value_scales_at; /* in the cache: scales of those rows, f32, where they have some */
    int64_t block_bytes, block_size, blocks;
    int64_t table_at;                  /* I32 numbers of this sequence's blocks */
    int64_t query_at, query_stride;    /* f32, padded with zeros to 32 numbers */
    int64_t sum_at, sum_stride;        /* f32, room up to a multiple of 32 numbers; on return the result */
    int64_t slope_at, largest_at, weight_at; /* f32 per row: ALiBi slope; largest score and sum of weights before the first key */
    int64_t alibi;
    int64_t key_pairs_at, value_pairs_at; /* room for a tile's keys and values, brought into pairs */
    float scale, soft_cap;
};

/* Where the keys and values of a tile lie; those that are not to be read have the address of one that is. */
struct tile {
    int64_t from, to;
    const char *keys[TILE], *values[TILE];
#ifdef SCALED
    float key_scales[TILE], value_scales[TILE];
#endif
};

/* Returns 0, or 1 + the column of the block table whose number is none of a block. */
static int64_t find_tile(const struct attention *a, const char *cache, const int32_t *table, int64_t tile, struct tile *t) {
    t->from = a->first_key > tile ? a->first_key - tile : 0;
    t->to = a->end_key - tile < TILE ? a->end_key - tile : TILE;
    int64_t column = (tile + t->from) / a->block_size;
    int64_t inside = (tile + t->from) % a->block_size;
    const char *block = cache;
    for (int64_t i = t->from, fresh = 1; i < t->to; i++) {
        if (fresh) {
            if (table[column] < 0 || table[column] >= a->blocks) return 1 + column;
            block = cache + table[column] * a->block_bytes;
        }
        t->keys[i] = block + a->keys_at + inside * a->key_row;
        t->values[i] = block + a->values_at + inside * a->value_row;
        inside++;
        fresh = inside == a->block_size;
        if (fresh) {
            inside = 0;
            column++;
        }
    }
    for (int64_t i = 0; i < TILE; i++) {
        if (i >= t->from && i < t->to) continue;
        t->keys[i] = t->keys[t->from];
        t->values[i] = t->values[t->from];
    }
    return 0;
}

/* A row sees the keys [from, to) of a tile. */
struct seen {
    int64_t from, to;
};

INLINE struct seen keys_seen(const struct attention *a, int64_t row, int64_t tile) {
    int64_t position = a->first_position + row / a->heads;
    int64_t from = a->window > 0 && position - a->window + 1 > tile ? position - a->window + 1 - tile : 0;
    int64_t to = (a->causal ? position + 1 : a->length) - tile;
    to = to < TILE ? to : TILE;
    return from < to ? (struct seen){from, to} : (struct seen){0, 0};
}

/* Lanes of the vector-th sixteen keys that are seen. */
INLINE uint16_t keys_mask(struct seen seen, int vector) {
    return (uint16_t)((uint32_t)(((uint64_t)1 << seen.to) - ((uint64_t)1 << seen.from)) >> 16 * vector);
}

/* Into the second-level cache: more lines can be under way there, which doubles what comes from blocks that lie scattered. */
INLINE void ask_for(const char *p, int bytes) {
#pragma GCC unroll 2
    for (int b = 0; b < bytes; b += 64) __builtin_prefetch(p + b, 0, 2);
}
