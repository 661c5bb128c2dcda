// What the attention kernels share: their arguments, which rows a work-group has, which keys a row sees, and in which order its sums are made.
//
// A row is one query of one head. Its keys are cut into splits, whose sizes depend on the row's position only, at multiples counted from the sequence's first token; a split has
// tiles of keys, at multiples of the tile's size. A split's sums start anew; splits are merged in order. Whoever computes a row, whatever the batch, makes the same operations in
// the same order, so results do not depend on the batch or on how a prompt was cut.
//
// A cache of I8 has a scale for every row, behind the numbers of its block: see cache.h.
// Compile-time: CACHE (element type), KEYS_BY_DIM, and KEY_DIM, VALUE_DIM, VALUE_IN_KEY, which kernels that take any size define as the arguments keyDim, valueDim and valueInKey.
#include "numbers.h"
#include "cache.h"

#define ATTENTION_ARGS \
    ARG(u8, query), i64 queryTokenStride, i64 queryHeadStride, \
    ARG(u8, out), i64 outTokenStride, i64 outHeadStride, \
    ARG(u8, pool), \
    ARG(i32, starts), ARG(i32, lengths), ARG(i32, table), i64 tableStride, \
    ARG(float, sinks), ARG(float, slopes), ARG(float, partials), \
    i32 queryType, i32 outType, i32 sequences, i32 tokens, i32 tableColumns, i32 blocks, i32 blockSize, \
    i32 kvHeads, i32 group, i32 chunkHeads, i32 queriesPerTile, i32 narrowQueries, i32 maxLength, \
    i32 causal, i32 window, i32 hasSinks, i32 hasSlopes, float scale, float cap, \
    i32 splitUnit, i32 maxSplits, i32 splits, i64 blockBytes, i32 keyDim, i32 valueDim, i32 valueInKey, i32 wide

#define USE_ATTENTION \
    USE(u8, query); \
    USE(u8, out); \
    USE(u8, pool); \
    USE(i32, starts); \
    USE(i32, lengths); \
    USE(i32, table); \
    USE(float, sinks); \
    USE(float, slopes); \
    USE(float, partials)

// A split's sums in the workspace: weighted values, largest score, sum of weights; a whole number of cache lines.
#define PARTIAL_DIM ((VALUE_DIM + 15) / 16 * 16)
#define PARTIAL_STRIDE (PARTIAL_DIM + 16)
#define PARTIAL(sequence, split, query, head) \
    (partials + ((((i64)(sequence) * splits + (split)) * narrowQueries + (query)) * group * kvHeads + (head)) * PARTIAL_STRIDE)

// A sequence's part of the batch; 0 queries if there is nothing to do, which includes numbers that cannot be.
typedef struct {
    i32 first;
    i32 queries;
    i32 length;
} Part;

DEVICE Part part_of(
        const GLOBAL i32 *starts, const GLOBAL i32 *lengths, i32 sequence, i32 tokens, i32 maxLength, i64 capacity) {
    Part part;
    i32 end = starts[sequence + 1];
    part.first = starts[sequence];
    part.queries = 0;
    part.length = 0;
    if (part.first < 0 || end <= part.first || end > tokens) {
        return part;
    }
    part.length = lengths[sequence];
    if (part.length >= end - part.first && part.length <= maxLength && part.length <= capacity) {
        part.queries = end - part.first;
    }
    return part;
}

// The sequence of a tile: tiles of sequence i start at starts[i] / perTile + i, which leaves room for a last tile that is not full.
DEVICE i32 sequence_of_tile(const GLOBAL i32 *starts, i32 sequences, i64 tile, i32 perTile) {
    i32 low = 0;
    i32 high = sequences;
    while (high - low > 1) {
        i32 middle = low + (high - low) / 2;
        if ((i64)starts[middle] / perTile + middle <= tile) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

DEVICE i32 first_key(i32 position, i32 causal, i32 window) {
    return causal && window > 0 ? MAXI(0, position - window + 1) : 0;
}

DEVICE i32 end_key(i32 position, i32 length, i32 causal) {
    return causal ? position + 1 : length;
}

// Keys of a split for a row that sees so many: the smallest power of two times the unit with which no more than maxSplits are needed.
DEVICE i32 split_size(i32 seen, i32 unit, i32 maxSplits) {
    i32 size = unit;
    while ((seen - 1) / size + 1 > maxSplits) {
        size *= 2;
    }
    return size;
}

DEVICE float score_of(float dot, float cap, float slope, i32 distance) {
    float score = cap > 0 ? cap * TANH(dot / cap) : dot;
    return slope != 0 ? FMA(slope, (float)distance, score) : score;
}
