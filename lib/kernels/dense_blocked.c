/*
 * The dense layer in the tiles of vector_tile.h: the same sums as dense.c, with the sums of
 * a tile held in registers.
 *
 * The book's first dense layer has 313,600 weights, 1.25 MB. In dense.c each image reads
 * all of them for itself, and each sum goes to memory and back at every step. Here seven
 * images use each vector of weights while it is in a register:
 *
 *     forward                              dx                                  dw
 *     for each 128 inputs i                for each 32 images                  for each 8 inputs
 *       for each tile of units u             for each 56 inputs                  for each tile of units u
 *         tile: images down, units across,     tile: inputs down, images           tile: inputs down, units across,
 *               sum over i                           across, sum over the units          sum over the images
 */
#include <string.h>

#include "base/work_space.h"
#include "kernels/dense.h"
#include "kernels/vector_tile.h"

enum {
  INPUTS = 128, /* summed at a time in forward: their weights stay in the first-level cache for all images */
  CHUNK = 56,   /* inputs whose dx is made at a time: a few tiles */
  ROWS = TILE_ROWS < 8 ? TILE_ROWS : 8 /* inputs in a tile of dw */
};

/* the smaller of two counts */
static int least(int a, int b) { return a < b ? a : b; }

/* The first unit of the tile at u. The last tile is moved back so that it ends with the last unit: no row is read past. */
static int tile_begin(int u, int U) { return least(u, U - TILE_FILTERS); }

/* y[n][u] = b[u] + sum over i of x[n][i] * w[i][u] */
void dense_forward_blocked(int N, int I, int U, float y[restrict N][U], const float x[N][I], const float w[I][U],
                           const float b[U]) {
  ptrdiff_t step = (ptrdiff_t)whole_tiles(U);
  float *sums = U < TILE_FILTERS ? NULL : work_space((size_t)N * whole_tiles(U));
  if (!sums) { /* a few units are not worth a tile */
    dense_forward(N, I, U, y, x, w, b);
    return;
  }

  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u += TILE_FILTERS)
      memcpy(sums + n * step + u, b + tile_begin(u, U), TILE_FILTERS * sizeof(float));

  for (int i = 0; i < I; i += INPUTS)
    for (int u = 0; u < U; u += TILE_FILTERS)
      tile_forward((PixelTile){.pixels = N, .filters = TILE_FILTERS, .rows = 1, .taps = least(INPUTS, I - i),
                               .y = sums + u, .y_step = step, .start = sums + u, .start_step = step,
                               .x = &x[0][i], .x_step = I, .w = &w[i][tile_begin(u, U)], .w_step = U});

  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u += TILE_FILTERS)
      memcpy(&y[n][tile_begin(u, U)], sums + n * step + u, TILE_FILTERS * sizeof(float));
}

/* dw[i][u] = sum over n of x[n][i] * dy[n][u];  db[u] = sum over n of dy[n][u] */
void dense_backward_kernel_blocked(int N, int I, int U, int i0, int i1, float dw[restrict I][U], float db[restrict U],
                                   const float x[N][I], const float dy[N][U]) {
  if (U < TILE_FILTERS) {
    dense_backward_kernel(N, I, U, i0, i1, dw, db, x, dy);
    return;
  }
  for (int i = i0; i < i1; i += ROWS)
    for (int u = 0; u < U; u += TILE_FILTERS) {
      int rows = least(ROWS, i1 - i), first = tile_begin(u, U);
      float sums[ROWS][TILE_FILTERS] = {{0}};
      tile_backward((RowTile){.rows = rows, .height = 1, .width = N, .sum = sums, .x = &x[0][i], .x_step = I,
                              .dy = &dy[0][first], .dy_step = U});
      for (int q = 0; q < rows; q++) memcpy(&dw[i + q][first], sums[q], sizeof sums[q]);
    }

  if (i0 > 0) return; /* the bias goes with the first input */
  memset(db, 0, (size_t)U * sizeof(float));
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) db[u] += dy[n][u];
}

/* dx[n][i] = sum over u of dy[n][u] * w[i][u] */
void dense_backward_input_blocked(int N, int I, int U, float dx[restrict N][I], const float w[I][U],
                                  const float dy[N][U]) {
  /* turned[u][n] = dy[n][u], and zeros: unit by unit, the images side by side */
  ptrdiff_t step = (ptrdiff_t)whole_tiles(N);
  float *turned = work_space((size_t)U * whole_tiles(N));
  if (!turned) {
    dense_backward_input(N, I, U, dx, w, dy);
    return;
  }
  memset(turned, 0, (size_t)U * whole_tiles(N) * sizeof(float));
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) turned[u * step + n] = dy[n][u];

  for (int n0 = 0; n0 < N; n0 += TILE_FILTERS)
    for (int i = 0; i < I; i += CHUNK) {
      float sums[CHUNK][TILE_FILTERS];
      int count = least(CHUNK, I - i), images = least(TILE_FILTERS, N - n0);
      tile_forward((PixelTile){.pixels = count, .filters = images, .rows = 1, .taps = U, .y = sums[0],
                               .y_step = TILE_FILTERS, .start = tile_zeros, .x = w[i], .x_step = U,
                               .w = turned + n0, .w_step = step});
      for (int n = 0; n < images; n++)
        for (int q = 0; q < count; q++) dx[n0 + n][i + q] = sums[q][n];
    }
}
