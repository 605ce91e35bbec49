/**
 * @file vector_tile.h
 * The two innermost loops of all fast convolutions and dense layers: a tile of sums that
 * stays in vector registers while the products go by.
 *
 * A core can start two multiply-adds of whole vectors in each cycle, but only as many
 * loads, and one store. A plain loop needs two loads and a store for each multiply-add. In
 * a tile each number that is loaded is used several times:
 *
 *                            filters
 *                     | vector 0 | vector 1 |
 *     pixel 0    x0   |  sum 00  |  sum 01  |      for each step: load 2 vectors of weights,
 *     pixel 1    x1   |  sum 10  |  sum 11  |      copy one number of each pixel to all
 *      ...            |   ...    |   ...    |      places of a vector: 9 loads,
 *     pixel 6    x6   |  sum 60  |  sum 61  |      14 multiply-adds, nothing stored
 *
 * That is for a processor with 32 vector registers; with 16, a tile has 5 pixels. Where the
 * filters fill no more than one vector, the tile is twice as high and one vector wide.
 *
 * The 14 sums have a second use: a multiply-add takes 4 cycles to finish, and the next to
 * the same sum must wait for it. Meanwhile the others go on.
 */
#ifndef KERNELS_VECTOR_TILE_H
#define KERNELS_VECTOR_TILE_H

#include <stddef.h>

#include "kernels/vector.h"

enum {
  TILE_VECTORS = 2,                              /**< vectors across a tile */
  TILE_FILTERS = TILE_VECTORS * WIDTH,           /**< floats across a tile */
  TILE_PIXELS = VECTOR_REGISTERS == 32 ? 7 : 5,  /**< rows of a tile in tile_forward(): 14 or 10 sums */
  TILE_ROWS = VECTOR_REGISTERS == 32 ? 9 : 5     /**< rows of a tile in tile_backward(): 18 or 10 sums */
};

/** How many tiles it takes to go across `filters` filters. */
static inline int tiles_across(int filters) { return (filters + TILE_FILTERS - 1) / TILE_FILTERS; }

/** How many floats rows of `count` take when they are filled up to whole tiles. */
static inline size_t whole_tiles(int count) { return (size_t)tiles_across(count) * TILE_FILTERS; }

/** Zeros for sums to start with. */
extern const float tile_zeros[TILE_FILTERS];

/** What tile_forward() adds up, and where that lies. Steps count floats. */
typedef struct PixelTile {
  int pixels;           /**< in a row: any number */
  int filters;          /**< how many are stored, when fewer than TILE_FILTERS are left */
  int rows, taps;       /**< of the kernel: rows, and numbers in each */
  float *y;             /**< the sums */
  ptrdiff_t y_step;     /**< from one pixel's to the next */
  const float *start;   /**< what the sums start with; may be y */
  ptrdiff_t start_step; /**< like y_step; 0: the same start (a bias) for all pixels */
  const float *x;       /**< the first pixel's first number */
  ptrdiff_t x_row;      /**< from one kernel row to the next */
  ptrdiff_t x_step;     /**< from one pixel to the next */
  const float *w;       /**< [rows][taps] rows of TILE_FILTERS weights */
  ptrdiff_t w_step;     /**< from one of them to the next */
} PixelTile;

/**
 * Sums for a row of pixels and up to TILE_FILTERS filters.
 *
 *     y[p][f] = start[p][f] + sum over i < rows, t < taps of  x[i*x_row + p*x_step + t] * w[i*taps + t][f]
 */
void tile_forward(PixelTile tile);

/** What tile_backward() adds up, and where that lies. Steps count floats. */
typedef struct RowTile {
  int rows;                /**< of the tile, 1 to TILE_ROWS */
  int height, width;       /**< pixels that go by */
  float (*sum)[TILE_FILTERS]; /**< [rows] rows of sums, added to */
  const float *x;          /**< what the first row sees of the first pixel */
  const ptrdiff_t *offset; /**< for each row of the tile where its numbers are; null: side by side, offset[q] = q */
  ptrdiff_t x_row, x_step; /**< from one row of pixels and from one pixel to the next */
  const float *dy;         /**< the first pixel's gradients */
  ptrdiff_t dy_row, dy_step; /**< as in x */
} RowTile;

/**
 * Adds up the products of all pixels of an image, for a tile of dw.
 *
 *     sum[q][f] += sum over r < height, c < width of  x[r*x_row + c*x_step + offset[q]] * dy[r*dy_row + c*dy_step + f]
 */
void tile_backward(RowTile tile);

#endif
