// Where the numbers of a block lie: keys of a head, then of the next one, then values, position after position. Offsets are in elements from the block's first.
// byDim 1: the keys of a head as [keyDim][blockSize], for processors, whose vectors then hold the same number of many keys; 0: as [blockSize][keyDim].
// A position's key starts at key_row and goes on every key_step elements.
// In I8 the scales of rows are f32 behind all numbers, at the next multiple of 4 bytes: those of keys [heads][blockSize], then, where values are stored, those of values.

DEVICE i64 key_row_of(i32 head, i32 position, i32 blockSize, i32 keyDim, i32 byDim) {
    return byDim ? (i64)head * blockSize * keyDim + position : ((i64)head * blockSize + position) * keyDim;
}

DEVICE i64 key_step_of(i32 blockSize, i32 byDim) {
    return byDim ? blockSize : 1;
}

// The same where a definition, KEYS_BY_DIM, says it.
#ifndef KEYS_BY_DIM
#define KEYS_BY_DIM 0
#endif
#define key_row(head, position, blockSize, keyDim) key_row_of(head, position, blockSize, keyDim, KEYS_BY_DIM)

DEVICE i64 value_row(i32 head, i32 position, i32 blockSize, i32 heads, i32 keyDim, i32 valueDim) {
    return (i64)heads * blockSize * keyDim + ((i64)head * blockSize + position) * valueDim;
}

// Byte of a block at which the scale of a row lies; isValue is 1 only for values that are stored apart, whose number per position and head is valueDim, else 0.
DEVICE i64 scale_at(i32 head, i32 position, i32 blockSize, i32 heads, i32 keyDim, i32 valueDim, i32 isValue) {
    i64 rows = (i64)heads * blockSize;
    i64 numbers = rows * (keyDim + valueDim);
    return (numbers + 3) / 4 * 4 + 4 * ((isValue ? rows : 0) + (i64)head * blockSize + position);
}
