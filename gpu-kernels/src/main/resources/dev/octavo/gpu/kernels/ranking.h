// The order of numbers in a selection: larger ones first, lower indices first among equals; NaN counts as negative infinity.
#ifndef RANKING_H
#define RANKING_H
#include "rows.h"

DEVICE float rank_of(float x) {
    return x != x ? NEGATIVE_INFINITY : x;
}

DEVICE i32 ranks_above(float a, i32 a_index, float b, i32 b_index) {
    return a > b || (a == b && a_index < b_index);
}
#endif
