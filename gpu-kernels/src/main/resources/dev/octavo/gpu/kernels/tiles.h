// Operators that look at one element of each input at a time: a work-group has a tile, some rows and some columns of each.
#ifndef TILES_H
#define TILES_H
#include "rows.h"

#define TILE                                                                                                        \
    i32 rows, i32 width, i32 tile_rows, i32 tile_columns, i32 tiles_per_row

// Makes a tile's extents.
#define USE_TILE()                                                                                                  \
    i32 tile_line = (i32)(GROUP(0) / tiles_per_row);                                                                \
    i32 first_column = (i32)(GROUP(0) - (i64)tile_line * tiles_per_row) * tile_columns;                             \
    i32 column_end = width - first_column < tile_columns ? width : first_column + tile_columns;                     \
    i32 first_row = tile_line * tile_rows;                                                                          \
    i32 row_end = rows - first_row < tile_rows ? rows : first_row + tile_rows
#endif
