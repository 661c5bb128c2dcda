// out[m, n] = epilogue(a[m, k] * W[n, k]^T): arguments that all kernels for it share, and what follows the sums. ACT, a compile-time definition, is the type of a, or ANY: then a_type is.
#ifndef LANES
#define LANES 1
#endif
#include "functions.h"
#include "weights.h"

// The epilogue: a byte for each step, the first one lowest; its operation in the lowest 3 bits, a function above. Numbers and tensors that steps need follow in order.
#define STEP_END 0
#define STEP_BIAS 1
#define STEP_SCALE 2
#define STEP_CAP 3
#define STEP_ACTIVATE 4
#define STEP_GATE 5
#define STEP_RESIDUAL 6

// w holds panels of some experts, and some panels of each half of their matrices. gated is 1 if there is a gate. Rows are shared by offsets where routed is 1, else they all are of expert 0.
#define GEMM_ARGUMENTS \
    ARG(u8, w), i64 panel_bytes, i32 first_expert, i32 experts, i32 first_panel, i32 panels, ARG(u8, a), i64 a_stride, \
    ARG(u8, out), i64 out_stride, i32 out_type, i32 m, i32 n, i32 k, i32 group_size, i32 a_type, i32 scale_type, i32 zeros, \
    i32 gated, i32 routed, \
    ARG(i32, offsets), i64 steps, float number0, float number1, float number2, float number3, ARG(u8, operand0), \
    i64 stride0, ARG(u8, operand1), i64 stride1, ARG(u8, operand2), i64 stride2, ARG(u8, operand3), i64 stride3

typedef struct {
    const GLOBAL u8 *w;
    i64 panel_bytes;
    i32 first_expert, experts, first_panel, panels;
    const GLOBAL u8 *a;
    i64 a_stride;
    GLOBAL u8 *out;
    i64 out_stride;
    i32 out_type, m, n, k, group_size, a_type, scale_type, zeros, gated, routed;
    const GLOBAL i32 *offsets;
    i64 steps;
    float number0, number1, number2, number3;
    const GLOBAL u8 *operand0;
    i64 stride0;
    const GLOBAL u8 *operand1;
    i64 stride1;
    const GLOBAL u8 *operand2;
    i64 stride2;
    const GLOBAL u8 *operand3;
    i64 stride3;
    i64 chunks;
    i32 half_columns, halves;
} Product;

#define USE_PRODUCT(p) \
    USE(u8, w); \
    USE(u8, a); \
    USE(u8, out); \
    USE(i32, offsets); \
    USE(u8, operand0); \
    USE(u8, operand1); \
    USE(u8, operand2); \
    USE(u8, operand3); \
    Product p = {w, panel_bytes, first_expert, experts, first_panel, panels, a, a_stride, out, out_stride, out_type, m, n, \
        k, group_size, a_type, scale_type, zeros, gated, routed, offsets, steps, number0, number1, number2, number3, operand0, stride0, operand1, \
        stride1, operand2, stride2, operand3, stride3, ((i64)k + CHUNK - 1) / CHUNK, n % 2 == 0 ? n / 2 : n, \
        n % 2 == 0 ? 2 : 1}

// Rows of a that a work-group multiplies, all with one expert's matrix.
typedef struct {
    i32 expert, first, count;
} Rows;

// The rows of a slot. Without experts slot i has rows [i * height, ...). With experts each has as many slots as its rows need; those left over have none.
DEVICE Rows rows_of(const Product *p, i64 slot, i32 height) {
    Rows rows = {p->first_expert, 0, 0};
    i64 from = 0;
    i64 to = p->m;
    if (p->routed) {
        i32 e = 0;
        for (; e < p->experts; e++) {
            from = p->offsets[p->first_expert + e];
            to = p->offsets[p->first_expert + e + 1];
            i64 count = from < 0 || to > p->m || to < from ? 0 : to - from;
            i64 slots = (count + height - 1) / height;
            if (slot < slots) {
                break;
            }
            slot -= slots;
        }
        if (e == p->experts) {
            return rows;
        }
        rows.expert = p->first_expert + e;
    }
    i64 first = from + slot * height;
    rows.first = (i32)first;
    rows.count = (i32)(first >= to ? 0 : to - first < height ? to - first : height);
    return rows;
}

// A panel of an expert's matrix; q counts panels of the half that are here.
DEVICE const GLOBAL u8 *panel_at(const Product *p, i32 expert, i32 half_index, i32 q) {
    return p->w + (((i64)(expert - p->first_expert) * p->halves + half_index) * p->panels + q) * p->panel_bytes;
}

// Column of a half that a lane has; it exists if it is below half_columns.
DEVICE i32 column_at(const Product *p, i32 q, i32 lane) {
    return (p->first_panel + q) * PANEL + lane;
}

DEVICE float number_at(const Product *p, i32 index) {
    return index == 0 ? p->number0 : index == 1 ? p->number1 : index == 2 ? p->number2 : p->number3;
}

DEVICE floats operand_at(const Product *p, i32 index, i64 row, i32 column, i32 count, i32 type) {
    const GLOBAL u8 *operand = index == 0 ? p->operand0
            : index == 1 ? p->operand1
            : index == 2 ? p->operand2
                         : p->operand3;
    i64 stride = index == 0 ? p->stride0 : index == 1 ? p->stride1 : index == 2 ? p->stride2 : p->stride3;
    return load_floats(operand, row * stride + column, count, type, 0.0f);
}

// One step for some columns that follow each other.
DEVICE floats stepped(const Product *p, i32 step, i32 function, float number, i32 operand, i64 row, i32 column, i32 count, floats x) {
    switch (step) {
        case STEP_GATE:
        case STEP_ACTIVATE:
            return activation_of(function, x);
        case STEP_SCALE:
            return x * number;
        case STEP_CAP:
            return number * tanh_of(x / number);
        default:
            return x + operand_at(p, operand, row, column, count, step == STEP_BIAS ? F32 : p->out_type);
    }
}

// Runs the epilogue and stores some columns, as many as there are lanes or fewer: sum is that of the columns (of the gate, where there is one), value that of the columns half_columns further on.
DEVICE void finish_columns(const Product *p, i32 expert, i32 row, i32 column, i32 count, floats sum, floats value) {
    i32 open = p->gated; // whether the gate is still to come
    i32 numbers = 0;
    i32 operands = 0;
    for (u64 steps = (u64)p->steps; steps != 0; steps >>= 8) {
        i32 step = (i32)(steps & 7);
        i32 function = (i32)(steps >> 3 & 31);
        float number = step == STEP_SCALE || step == STEP_CAP ? number_at(p, numbers++) : 0.0f;
        i64 at = step == STEP_BIAS ? expert : row;
        sum = stepped(p, step, function, number, operands, at, column, count, sum);
        if (step == STEP_GATE) {
            sum *= value;
            open = 0;
        } else if (open) {
            value = stepped(p, step, function, number, operands, at, column + p->half_columns, count, value);
        }
        operands += step == STEP_BIAS || step == STEP_RESIDUAL;
    }
    store_floats(p->out, row * p->out_stride + column, count, p->out_type, sum);
}

#if LANES == 1
DEVICE void finish(const Product *p, i32 expert, i32 row, i32 column, float sum, float value) {
    finish_columns(p, expert, row, column, 1, sum, value);
}
#endif
