/**
 * @file vector_tile.h
 * The two innermost loops of all fast convolutions: a tile of sums that stays in vector
 * registers while the products go by.
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
 * That is for a processor with 32 vector registers; with 16, a tile has 5 pixels.
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

/**
 * Sums for a row of `pixels` pixels and up to TILE_FILTERS filters.
 *
 *     y[p][f] = start[p][f] + sum over i < rows, t < taps of  x[i*x_row + p*x_step + t] * w[i*taps + t][f]
 *
 * @param filters    how many of the filters are stored, when fewer than TILE_FILTERS are left
 * @param y_step     floats from one pixel's sums to the next
 * @param start      where the sums begin; may be y
 * @param start_step like y_step; 0: the same start (a bias of TILE_FILTERS floats) for all pixels
 * @param w          [rows][taps] rows of TILE_FILTERS weights, w_step floats from one to the next
 */
void tile_forward(int pixels, int rows, int taps, int filters, float *y, ptrdiff_t y_step, const float *start,
                  ptrdiff_t start_step, const float *x, ptrdiff_t x_row, ptrdiff_t x_step, const float *w,
                  ptrdiff_t w_step);

/**
 * Adds up the products of all pixels of an image, for a tile of dw.
 *
 *     sum[q][f] += sum over r < height, c < width of  x[r*x_row + c*x_step + offset[q]] * dy[r*dy_row + c*dy_step + f]
 *
 * @param rows   1 to TILE_ROWS
 * @param offset for each row of the tile where its numbers are; null: side by side, offset[q] = q
 */
void tile_backward(int rows, int height, int width, float sum[][TILE_FILTERS], const float *x,
                   const ptrdiff_t offset[], ptrdiff_t x_row, ptrdiff_t x_step, const float *dy, ptrdiff_t dy_row,
                   ptrdiff_t dy_step);

#endif
