/**
 * @file winograd_2d.h
 * Winograd's F(2x2,3x3): what the way forward (conv2d_winograd.c) and the way back to the
 * kernel (conv2d_winograd_kernel.c) share.
 */
#ifndef KERNELS_WINOGRAD_2D_H
#define KERNELS_WINOGRAD_2D_H

#include <stdbool.h>

#include "kernels/conv2d_sizes.h"
#include "kernels/winograd_1d.h"

enum {
  FEWEST = 8,  /**< channels and filters for which the tables pay */
  SQUARES = 56 /**< worked on at a time, so that v and m stay in the second-level cache */
};

/** Whether it pays. */
static inline bool winograd_fits(int C, int K, int F, int S) { return K == 3 && S == 1 && C >= FEWEST && F >= FEWEST; }

/** The squares of an output: how many across, how many rows of them, and how many rows are worked on at a time. */
typedef struct Squares {
  int across;    /**< squares in a row of them */
  int down;      /**< rows of squares */
  int at_a_time; /**< rows of squares worked on at a time */
} Squares;

/** The squares of an output of P x Q. */
static inline Squares squares_of(int P, int Q) {
  int down = (P + 1) / 2, across = (Q + 1) / 2, most = SQUARES / across > 0 ? SQUARES / across : 1;
  return (Squares){across, down, divide_up(down, divide_up(down, most))};
}

/**
 * Row a of v for all squares: down the patch one combination of two rows, across it the
 * table. v[b][s][k - k0] for the channels k0 .. k1-1, s counting the squares row by row.
 */
static inline void winograd_input_row(int a, int rows, int across, int C, int k0, int k1,
                                      float v[4][rows * across][k1 - k0],
                                      const float copy[2 * rows + 2][2 * across + 2][C]) {
  /* d0 - d2, d1 + d2, d2 - d1, d1 - d3, as in winograd_input() */
  int first = a == 0 ? 0 : a == 2 ? 2 : 1, second = a == 3 ? 3 : a == 2 ? 1 : 2;
  float sign = a == 1 ? 1.0f : -1.0f;

  for (int r = 0; r < rows; r++)
    for (int c = 0; c < across; c++)
      for (int k = k0; k < k1; k += WIDTH) {
        Vector d[4], row[4];
        for (int j = 0; j < 4; j++)
          d[j] = vector_load_first(&copy[2 * r + first][2 * c + j][k], k1 - k) +
                 sign * vector_load_first(&copy[2 * r + second][2 * c + j][k], k1 - k);
        winograd_input(row, d);
        for (int b = 0; b < 4; b++) vector_store_first(&v[b][r * across + c][k - k0], row[b], k1 - k);
      }
}

#endif
