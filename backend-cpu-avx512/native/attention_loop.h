/* The function that is called: goes through the tiles of keys. A file that includes this one has defined NAME, LOCAL, ARRANGE, RESTORE and FACTOR (see attention.h), UNIT, in which largest scores are
 * kept, and LOCAL(_tile). */
/* Returns 0, or 1 + the column of the block table whose number is none of a block. */
int64_t NAME(const char *cache, const char *tables, char *scratch) {
    const struct attention *a = (const struct attention *)scratch;
    const int32_t *table = (const int32_t *)(tables + a->table_at);
    for (int64_t row = 0; row < a->rows; row++) {
        for (int64_t c = 0; c < a->key_dim; c += 32) ARRANGE((float *)(scratch + a->query_at + row * a->query_stride) + c);
        ((float *)(scratch + a->largest_at))[row] *= UNIT;
    }
    struct tile tiles[2];
    int64_t tile = a->first_key - a->first_key % TILE;
    int64_t wrong = find_tile(a, cache, table, tile, &tiles[0]);
    if (wrong) return wrong;
    for (int at = 0; tile < a->end_key; tile += TILE, at ^= 1) {
        const struct tile *next = &tiles[at];
        if (tile + TILE < a->end_key) {
            wrong = find_tile(a, cache, table, tile + TILE, &tiles[at ^ 1]);
            if (wrong) return wrong;
            next = &tiles[at ^ 1];
#ifdef SCALED
            LOCAL(_scales)(a, tile + TILE, &tiles[at ^ 1], 1);
#endif
        }
#ifdef SCALED
        LOCAL(_scales)(a, tile, &tiles[at], 0);
#endif
        LOCAL(_tile)(a, scratch, tile, &tiles[at], next);
    }
    for (int64_t row = 0; row < a->rows; row++) {
        const float weight = ((const float *)(scratch + a->weight_at))[row];
        const floats factor = f_set(weight > 0 ? FACTOR / weight : 0);
        for (int64_t c = 0; c < a->value_dim; c += 32) {
            float *p = (float *)(scratch + a->sum_at + row * a->sum_stride) + c;
            scale_two(p, factor);
            RESTORE(p);
        }
    }
    return 0;
}
