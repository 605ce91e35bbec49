/*
 * Conv2D, fourth rung, the way back to the kernel: see conv2d_blocked.c for the idea.
 *
 *     dw[i][j][k][f] = sum over n, r, c of  x[n][r*S+i-top][c*S+j-left][k] * dy[n][r][c][f]
 *
 * Here the tile that stays in registers is a piece of dw: up to 9 of its K * K * C rows by
 * TILE_FILTERS filters. All pixels of an image go by:
 *
 *                          filters
 *                     | vector 0 | vector 1 |      for each pixel (r, c):
 *     row 0    x[..]  |  sum 00  |  sum 01  |
 *     row 1    x[..]  |  sum 10  |  sum 11  |        load 2 vectors of dy[r][c]
 *      ...            |   ...    |   ...    |        copy 1 number of x for each row to all places
 *     row 8    x[..]  |  sum 80  |  sum 81  |        18 multiply-adds
 *
 * With many channels the rows of a tile are channels of one kernel place (i, j), and the
 * edges are a matter of where the loops over r and c begin and end. With few channels (the
 * first layer has one) a tile takes rows from several kernel places, in a copy of the image
 * with zeros around it.
 *
 * Threads: each owns some tiles and lets all images go by, so nothing has to be added up
 * between threads. If there are too few tiles for that, the batch is cut into parts, each
 * with its own sums, added up in order. The cut follows from the shape, not from the number
 * of threads: the bits are the same for any number.
 */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/conv2d.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/threads.h"
#include "kernels/vector_tile.h"

enum {
  FEW_CHANNELS = 5, /* below this, a tile takes rows from several kernel places */
  ENOUGH_TILES = 32 /* for the threads to share */
};

/* The bias meets every pixel: sum[f] += sum over r, c of dy[r][c][f] */
static __attribute__((noinline)) void add_bias(int pixels, float sums[TILE_FILTERS], const float *dy, ptrdiff_t F) {
  Vector sum[TILE_VECTORS];
  for (int v = 0; v < TILE_VECTORS; v++) sum[v] = vector_load(sums + v * WIDTH);
  for (int p = 0; p < pixels; p++, dy += F)
    for (int v = 0; v < TILE_VECTORS; v++) sum[v] += vector_load(dy + v * WIDTH);
  for (int v = 0; v < TILE_VECTORS; v++) vector_store(sums + v * WIDTH, sum[v]);
}

static int divide_up(int a, int b) { return (a + b - 1) / b; }

/* Where part `part` of `parts` begins when `count` things are shared out evenly. */
static int part_begin(int count, int part, int parts) { return (int)((long)count * part / parts); }

/* The first output place that sees input place `place` or a later one, at kernel place i: smallest r with r*S+i-top >= place. */
static int first_output(int place, int i, int S, int outputs, int top) {
  int ahead = place + top - i;
  int r = ahead <= 0 ? 0 : divide_up(ahead, S);
  return r < outputs ? r : outputs;
}

/* Adds one image's share to one tile: rows `row` .. row+rows-1 of dw, `image` with `columns` columns. */
static void add_to_tile(int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left, int row, int rows,
                        float sums[][TILE_FILTERS], const float *image, const float *dy) {
  /* the output pixels for which the first row's kernel place is inside the image; in a copy with zeros all are */
  int i = row / C / K, j = row / C % K;
  int r0 = first_output(0, i, S, P, top), r1 = first_output(H, i, S, P, top);
  int c0 = first_output(0, j, S, Q, left), c1 = first_output(W, j, S, Q, left);
  if (r1 <= r0 || c1 <= c0) return;

  const float *x[TILE_ROWS];
  for (int q = 0; q < rows; q++) {
    int h = r0 * S + (row + q) / C / K - top, v = c0 * S + (row + q) / C % K - left, k = (row + q) % C;
    x[q] = image + ((ptrdiff_t)h * W + v) * C + k;
  }
  tile_backward(rows, r1 - r0, c1 - c0, sums, x, (ptrdiff_t)S * W * C, (ptrdiff_t)S * C,
               dy + ((ptrdiff_t)r0 * Q + c0) * F, (ptrdiff_t)Q * F, F);
}

/*
 * One thread's share: tiles first .. last-1 of all parts. A part has `groups` groups of
 * filters, each `spans` * `pieces` tiles; a span is the rows that may share a tile.
 */
static void add_batch(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left, int span,
                      int parts, int first, int last, float sums[][TILE_ROWS][TILE_FILTERS],
                      float bias[][TILE_FILTERS], const float x[N][H][W][C], const float dy[N][P][Q][F],
                      float *x_copy, float *dy_copy) {
  int pieces = divide_up(span, TILE_ROWS), tiles_in_group = K * K * C / span * pieces;
  int tiles = divide_up(F, TILE_FILTERS) * tiles_in_group;
  int rows = (P - 1) * S + K, columns = (Q - 1) * S + K;

  for (int part = first / tiles; part < parts && part * tiles < last; part++)
    for (int n = part_begin(N, part, parts); n < part_begin(N, part + 1, parts); n++) {
      const float *image = (const void *)x[n], *gradient = (const void *)dy[n];
      if (x_copy) copy_with_zeros(H, W, C, 1, rows, columns, top, left, (void *)x_copy, x[n]);
      /* vectors of the last filters read a little past a pixel; past the last pixels there must be room */
      bool room = (ptrdiff_t)(N - 1 - n) * P * Q * F >= TILE_FILTERS;
      if (dy_copy && !room) gradient = memcpy(dy_copy, dy[n], sizeof(float[P][Q][F]));

      for (int m = part * tiles > first ? part * tiles : first; m < (part + 1) * tiles && m < last; m++) {
        int group = m % tiles / tiles_in_group, piece = m % tiles_in_group % pieces;
        int begin = part_begin(span, piece, pieces), end = part_begin(span, piece + 1, pieces);
        int row = m % tiles_in_group / pieces * span + begin;
        const float *d = gradient + group * TILE_FILTERS;
        if (x_copy)
          add_to_tile(rows, columns, C, K, F, S, P, Q, 0, 0, row, end - begin, sums[m], x_copy, d);
        else
          add_to_tile(H, W, C, K, F, S, P, Q, top, left, row, end - begin, sums[m], image, d);
        if (row == 0) add_bias(P * Q, bias[part * divide_up(F, TILE_FILTERS) + group], d, F);
      }
    }
}

void conv2d_backward_kernel_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                    float dw[restrict K][K][C][F], float db[restrict F], const float x[N][H][W][C],
                                    const float dy[N][P][Q][F]) {
  /* how dw is cut: see add_batch */
  int span = C < FEW_CHANNELS ? K * K * C : C;
  int pieces = divide_up(span, TILE_ROWS), tiles_in_group = K * K * C / span * pieces;
  int groups = divide_up(F, TILE_FILTERS), tiles = groups * tiles_in_group;
  int parts = divide_up(ENOUGH_TILES, tiles);
  if (parts > N) parts = N;

  /* working memory: sums of each tile and of the bias in each part, copies for each thread */
  size_t tile_sums = (size_t)(parts * tiles) * TILE_ROWS * TILE_FILTERS;
  size_t bias_sums = (size_t)(parts * groups) * TILE_FILTERS;
  size_t x_size = C < FEW_CHANNELS ? ((size_t)(P - 1) * (size_t)S + (size_t)K) * ((size_t)(Q - 1) * (size_t)S + (size_t)K) * (size_t)C : 0;
  size_t dy_size = F % TILE_FILTERS ? (size_t)P * (size_t)Q * (size_t)F + TILE_FILTERS : 0;
  float *memory = allocate(tile_sums + bias_sums + (size_t)threads_available() * (x_size + dy_size), sizeof(float));
  if (!memory) {
    conv2d_backward_kernel_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, dw, db, x, dy);
    return;
  }
  float(*sums)[TILE_ROWS][TILE_FILTERS] = (void *)memory;
  float(*bias)[TILE_FILTERS] = (void *)(memory + tile_sums);

#pragma omp parallel
  {
    int t = thread_number(), all = parts * tiles;
    float *copies = memory + tile_sums + bias_sums + (size_t)t * (x_size + dy_size);
    add_batch(N, H, W, C, K, F, S, P, Q, top, left, span, parts, part_begin(all, t, thread_count()),
              part_begin(all, t + 1, thread_count()), sums, bias, x, dy, x_size ? copies : NULL,
              dy_size ? copies + x_size : NULL);
#pragma omp barrier

    /* from the tiles to dw, part after part */
#pragma omp for schedule(static)
    for (int m = 0; m < tiles; m++) {
      int piece = m % tiles_in_group % pieces, begin = part_begin(span, piece, pieces);
      int row = m % tiles_in_group / pieces * span + begin, rows = part_begin(span, piece + 1, pieces) - begin;
      for (int q = 0; q < rows; q++)
        for (int g = 0, f = m / tiles_in_group * TILE_FILTERS; g < TILE_FILTERS && f < F; g++, f++) {
          float sum = sums[m][q][g];
          for (int part = 1; part < parts; part++) sum += sums[part * tiles + m][q][g];
          dw[(row + q) / C / K][(row + q) / C % K][(row + q) % C][f] = sum;
        }
    }
#pragma omp for schedule(static)
    for (int f = 0; f < F; f++) {
      float sum = 0;
      for (int part = 0; part < parts; part++) sum += bias[part * groups + f / TILE_FILTERS][f % TILE_FILTERS];
      db[f] = sum;
    }
  }
  release(memory);
}
