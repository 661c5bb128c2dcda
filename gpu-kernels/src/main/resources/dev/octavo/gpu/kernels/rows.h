// Tensors as rows of contiguous columns, counted over all batch entries, and what the work-items of a work-group (GROUP_SIZE, a definition, a power of two) do together on a row.
#ifndef ROWS_H
#define ROWS_H
#include "lanes.h"

// Arguments of a tensor, and the element index at which a row of it starts.
#define ROWS(name) ARG(u8, name), i64 name##_batch_stride, i64 name##_row_stride, i32 name##_batch_rows
#define ROW(name, row) row_start(row, name##_batch_stride, name##_row_stride, name##_batch_rows)

DEVICE i64 row_start(i32 row, i64 batch_stride, i64 row_stride, i32 batch_rows) {
    i32 batch = row / batch_rows;
    return batch * batch_stride + (row - batch * batch_rows) * row_stride;
}

// The columns at which a work-item starts: all of a row, item by item. "count" is how many of its lanes lie inside.
#define FOR_COLUMNS(column, count, from, to)                                                                        \
    for (i32 column = (from) + ITEM(0) * LANES, count = MINI(LANES, (to) - column); column < (to);                  \
         column += GROUP_SIZE * LANES, count = MINI(LANES, (to) - column))

// The same one by one, whatever LANES is.
#define FOR_ITEMS(column, from, to) for (i32 column = (from) + ITEM(0); column < (to); column += GROUP_SIZE)

// Which type a tensor has: a definition, unless that is ANY; then the argument.
#define TYPE_OF(definition, argument) ((definition) == ANY ? (argument) : (definition))

#if GROUP_SIZE == 1
#define TOGETHER()
#else
#define TOGETHER() BARRIER()
#endif

// The sum over the work-group, for all of its work-items, in one order always. Scratch has room for GROUP_SIZE numbers.
DEVICE float group_sum(float x, LOCAL_POINTER(float) scratch) {
    i32 item = ITEM(0);
    TOGETHER();
    scratch[item] = x;
    TOGETHER();
    for (i32 half_size = GROUP_SIZE / 2; half_size > 0; half_size /= 2) {
        if (item < half_size) {
            scratch[item] += scratch[item + half_size];
        }
        TOGETHER();
    }
    return scratch[0];
}

// The largest over the work-group; no number is NaN.
DEVICE float group_largest(float x, LOCAL_POINTER(float) scratch) {
    i32 item = ITEM(0);
    TOGETHER();
    scratch[item] = x;
    TOGETHER();
    for (i32 half_size = GROUP_SIZE / 2; half_size > 0; half_size /= 2) {
        if (item < half_size && scratch[item + half_size] > scratch[item]) {
            scratch[item] = scratch[item + half_size];
        }
        TOGETHER();
    }
    return scratch[0];
}
#endif
