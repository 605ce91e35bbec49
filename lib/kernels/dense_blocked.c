/*
 * The dense layer in the tiles of vector_tile.h: the same sums as dense.c, with the sums of
 * a tile held in registers.
 *
 * The book's first dense layer has 313,600 weights, 1.25 MB. In dense.c each image reads
 * all of them for itself, and each sum goes to memory and back at every step. Here seven
 * images use each vector of weights while it is in a register:
 *
 *     forward   images down, units across, a sum over the inputs     (as a 1 x 1 convolution)
 *     dx        inputs down, images across, a sum over the units     (dy turned: unit by unit)
 *     dw        inputs down, units across, a sum over the images
 *
 * Each thread has rows of the result to itself; the bits do not depend on their number.
 */
#include <string.h>

#include "base/memory.h"
#include "kernels/dense.h"
#include "kernels/threads.h"
#include "kernels/vector_tile.h"

enum {
  INPUTS = 128, /* summed at a time in forward: their weights stay in the first-level cache for all images */
  CHUNK = 56,   /* inputs whose dx is made at a time: a few tiles */
  ROWS = TILE_ROWS < 8 ? TILE_ROWS : 8 /* inputs in a tile of dw */
};

static int divide_up(int a, int b) { return (a + b - 1) / b; }

/* the smaller of two counts */
static int least(int a, int b) { return a < b ? a : b; }

/* How many floats rows of `count` take when they are filled up to whole tiles. */
static size_t whole_tiles(int count) { return (size_t)divide_up(count, TILE_FILTERS) * TILE_FILTERS; }

/* y[n][u] = b[u] + sum over i of x[n][i] * w[i][u], for images n0 .. n1-1; sums [n1-n0][whole_tiles(U)] */
static void forward_images(int n0, int n1, int I, int U, float y[][U], const float x[][I], const float w[I][U],
                           const float b[U], float *sums) {
  ptrdiff_t step = (ptrdiff_t)whole_tiles(U);
  for (int n = n0; n < n1; n++)
    for (int u = 0; u < U; u += TILE_FILTERS) {
      /* the last tile is moved back so that it ends with the last unit: no weight is read past a row */
      int first = least(u, U - TILE_FILTERS);
      memcpy(sums + (n - n0) * step + u, b + first, TILE_FILTERS * sizeof(float));
    }

  for (int i = 0; i < I; i += INPUTS)
    for (int u = 0; u < U; u += TILE_FILTERS)
      tile_forward(n1 - n0, 1, least(INPUTS, I - i), TILE_FILTERS, sums + u, step, sums + u, step, &x[n0][i], 0, I,
                   &w[i][least(u, U - TILE_FILTERS)], U);

  for (int n = n0; n < n1; n++)
    for (int u = 0; u < U; u += TILE_FILTERS)
      memcpy(&y[n][least(u, U - TILE_FILTERS)], sums + (n - n0) * step + u, TILE_FILTERS * sizeof(float));
}

void dense_forward_blocked(int N, int I, int U, float y[restrict N][U], const float x[N][I], const float w[I][U],
                           const float b[U]) {
  float *sums = U < TILE_FILTERS ? NULL : allocate((size_t)N * whole_tiles(U), sizeof(float));
  if (!sums) { /* a few units are not worth a tile */
    dense_forward(N, I, U, y, x, w, b);
    return;
  }
#pragma omp parallel
  {
    int n0 = N * thread_number() / thread_count(), n1 = N * (thread_number() + 1) / thread_count();
    if (n0 < n1) forward_images(n0, n1, I, U, y, x, w, b, sums + (size_t)n0 * whole_tiles(U));
  }
  release(sums);
}

/* dx[n][i] = sum over u of dy[n][u] * w[i][u], for inputs i .. i+count-1; turned[u][n] = dy[n][u] */
static void backward_input(int N, int I, int U, int i, int count, float dx[N][I], const float w[I][U],
                           const float *turned) {
  static const float zeros[TILE_FILTERS];
  float sums[CHUNK][TILE_FILTERS];
  for (int n0 = 0; n0 < N; n0 += TILE_FILTERS) {
    tile_forward(count, 1, U, TILE_FILTERS, sums[0], TILE_FILTERS, zeros, 0, w[i], 0, U, turned + n0,
                 (ptrdiff_t)whole_tiles(N));
    for (int n = n0; n < N && n < n0 + TILE_FILTERS; n++)
      for (int q = 0; q < count; q++) dx[n][i + q] = sums[q][n - n0];
  }
}

/* dw[i][u] = sum over n of x[n][i] * dy[n][u], for inputs i .. i+rows-1; padded[n][u] = dy[n][u], zeros after a row */
static void backward_kernel(int N, int I, int U, int i, int rows, float dw[I][U], const float x[N][I],
                            const float *padded) {
  for (int u = 0; u < U; u += TILE_FILTERS) {
    float sums[TILE_ROWS][TILE_FILTERS] = {{0}};
    tile_backward(rows, 1, N, sums, &x[0][i], NULL, 0, I, padded + u, 0, (ptrdiff_t)whole_tiles(U));
    for (int q = 0; q < rows; q++)
      memcpy(&dw[i + q][u], sums[q], (size_t)least(TILE_FILTERS, U - u) * sizeof(float));
  }
}

void dense_backward_blocked(int N, int I, int U, float dx[restrict N][I], float dw[restrict I][U],
                            float db[restrict U], const float x[N][I], const float w[I][U], const float dy[N][U]) {
  size_t padded_size = (size_t)N * whole_tiles(U), turned_size = (size_t)U * whole_tiles(N);
  float *padded = allocate(padded_size + turned_size, sizeof(float));
  if (!padded) {
    dense_backward(N, I, U, dx, dw, db, x, w, dy);
    return;
  }

  float *turned = padded + padded_size;
  memset(db, 0, (size_t)U * sizeof(float));
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      padded[(size_t)n * whole_tiles(U) + (size_t)u] = dy[n][u];
      turned[(size_t)u * whole_tiles(N) + (size_t)n] = dy[n][u];
      db[u] += dy[n][u];
    }

#pragma omp parallel for schedule(static)
  for (int i = 0; i < I; i += CHUNK) {
    int count = least(CHUNK, I - i);
    if (dx) backward_input(N, I, U, i, count, dx, w, turned);
    for (int q = 0; q < count; q += ROWS) backward_kernel(N, I, U, i + q, least(ROWS, count - q), dw, x, padded);
  }
  release(padded);
}
