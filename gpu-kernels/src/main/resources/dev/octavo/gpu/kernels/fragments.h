// Which numbers of a multiplication a lane has: the words of matrix.h that say so, for each kind of matrix units. AMD's are chosen by the processor that is compiled for.
#ifndef FRAGMENTS_H
#define FRAGMENTS_H

#if defined(__gfx908__) || defined(__gfx90a__) || defined(__gfx940__) || defined(__gfx941__) || defined(__gfx942__) || defined(__gfx950__)
#define UNITS_MFMA 1
#elif defined(__GFX12__)
#define UNITS_WMMA12 1
#elif defined(__GFX11__)
#define UNITS_WMMA11 1
#endif

#if defined(UNITS_MFMA) || defined(UNITS_WMMA11) || defined(UNITS_WMMA12)
// AMD's units give a lane sums of one column, and have the same fragments for both factors. The words say so of rows: factors are handed over in the other order, which transposes all three matrices.
#define UNITS_AMD 1
#define UNIT_COLUMNS 16
#define UNIT_SIDES 1
#define UNIT_ROW(side) (LANE % 16)
#define UNIT_COLUMN (LANE % 16)
#define UNIT_WORD(side, i, j) (2 * (i) + (j))
#define UNIT_SIDE(x) 0
#define UNIT_SHARE (LANE / 16)
#define FIRST_SHARER 16
#if defined(UNITS_MFMA)
// v_mfma_f32_16x16x16: lanes 16i to 16i + 15 have fourth i of k, and columns 4i to 4i + 3.
#define CREW 64
#define UNIT_SUMS 4
#define UNIT_PIECES 1
#define UNIT_PIECE(i) (LANE / 16)
#define SUM_COLUMN(x) (LANE / 16 * 4 + (x))
#define LAST_SHARER 32
#elif defined(UNITS_WMMA11)
// v_wmma_f32_16x16x16 of gfx11: every lane has all k, both halves of a wave the same; the halves have even and odd columns.
#define CREW 32
#define FEW_REGISTERS 1
#define UNIT_SUMS 8
#define UNIT_PIECES 4
#define UNIT_PIECE(i) (i)
#define SUM_COLUMN(x) (2 * (x) + LANE / 16)
#define LAST_SHARER 16
#else
// v_wmma_f32_16x16x16 of gfx12: each half of a wave has half of k, and half of the columns.
#define CREW 32
#define FEW_REGISTERS 1
#define UNIT_SUMS 8
#define UNIT_PIECES 2
#define UNIT_PIECE(i) (LANE / 16 * 2 + (i))
#define SUM_COLUMN(x) (LANE / 16 * 8 + (x))
#define LAST_SHARER 16
#endif

#else
// PTX's mma.m16n8k16. With t = LANE % 4 it has k 2t, 2t + 1, 2t + 8 and 2t + 9, which count where k are columns of sums: a[UNIT_WORD(side, 0, j)] and b[j] are k 8j + 2t and the next one.
#define CREW 32
#define UNIT_COLUMNS 8
#define UNIT_SUMS 4
#define UNIT_SIDES 2
#define UNIT_PIECES 1
#define UNIT_ROW(side) (LANE / 4 + 8 * (side))
#define UNIT_COLUMN (LANE / 4)
#define UNIT_PIECE(i) (LANE % 4)
#define UNIT_WORD(side, i, j) ((side) + 2 * (j))
#define UNIT_SIDE(x) ((x) / 2)
#define UNIT_SHARE (LANE % 4)
#define SUM_COLUMN(x) (LANE % 4 * 2 + (x) % 2)
#define FIRST_SHARER 1
#define LAST_SHARER 2
#endif

#define LANE (ITEM(0) % CREW)
#define UNIT_A (UNIT_SIDES * UNIT_PIECES * 2)
#define UNIT_B (UNIT_PIECES * 2)
// Multiplications that have 16 columns.
#define COLUMNS16 (16 / UNIT_COLUMNS)
#endif
