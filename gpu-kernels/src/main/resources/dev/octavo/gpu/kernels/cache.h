// Where the numbers of a block lie: keys of a head, then of the next one, then values, position after position. Offsets are in elements from the block's first.
// KEYS_BY_DIM 1: the keys of a head as [keyDim][blockSize], for processors, whose vectors then hold the same number of many keys; 0: as [blockSize][keyDim].
// A position's key starts at key_row and goes on every key_step elements.

DEVICE i64 key_row(i32 head, i32 position, i32 blockSize, i32 keyDim) {
#if KEYS_BY_DIM
    return (i64)head * blockSize * keyDim + position;
#else
    return ((i64)head * blockSize + position) * keyDim;
#endif
}

DEVICE i64 key_step(i32 blockSize) {
#if KEYS_BY_DIM
    return blockSize;
#else
    return 1;
#endif
}

DEVICE i64 value_row(i32 head, i32 position, i32 blockSize, i32 heads, i32 keyDim, i32 valueDim) {
    return (i64)heads * blockSize * keyDim + ((i64)head * blockSize + position) * valueDim;
}
