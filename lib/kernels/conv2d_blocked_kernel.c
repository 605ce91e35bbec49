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
 *     for each image n
 *       for each tile of dw
 *         for each output row r and column c
 *           for each row q of the tile, for each vector v: sum[q][v] += x * dy
 */
#include <string.h>

#include "base/memory.h"
#include "base/work_space.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/conv2d_sizes.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/vector_tile.h"

enum { FEW_CHANNELS = 5 }; /* below this, a tile takes rows from several kernel places */

/* A tile of dw, seen as a matrix of K * K * C rows and F columns, and what it is made of. Worked out once. */
typedef struct Tile {
  int row, rows, filter;       /* its first row, how many, its first filter */
  int height, width;           /* the output pixels that meet it, */
  ptrdiff_t dy, x;             /* where the first of them is in an image of dy, and what it sees in x; */
  ptrdiff_t offset[TILE_ROWS]; /* from there to what each row sees */
  bool side_by_side;           /* the rows are channels of one kernel place */
  float sum[TILE_ROWS][TILE_FILTERS];
} Tile;

/* The first output place that sees input place `place` or a later one, at kernel place i: smallest r with r*S+i-top >= place. */
static int first_output(int place, int i, int S, int outputs, int top) {
  int ahead = place + top - i;
  int r = ahead <= 0 ? 0 : divide_up(ahead, S);
  return r < outputs ? r : outputs;
}

/* The tile at `row` and `filter`. */
static void make_tile(Tile *tile, const Sizes *s, int row, int rows, int filter) {
  /* the output pixels for which the first row's kernel place is inside the image; in a copy with zeros all are */
  int C = s->C, i = row / C / s->K, j = row / C % s->K;
  int r0 = first_output(0, i, s->S, s->P, s->top), r1 = first_output(s->H, i, s->S, s->P, s->top);
  int c0 = first_output(0, j, s->S, s->Q, s->left), c1 = first_output(s->W, j, s->S, s->Q, s->left);

  *tile = (Tile){.row = row, .rows = rows, .filter = filter, .height = r1 - r0, .width = c1 - c0,
                 .dy = ((ptrdiff_t)r0 * s->Q + c0) * s->F + filter,
                 .x = (((ptrdiff_t)r0 * s->S + i - s->top) * s->W + c0 * s->S + j - s->left) * C + row % C,
                 .side_by_side = row / C == (row + rows - 1) / C};
  for (int q = 0; q < rows; q++) {
    int up = (row + q) / C / s->K - i, along = (row + q) / C % s->K - j, k = (row + q) % C - row % C;
    tile->offset[q] = ((ptrdiff_t)up * s->W + along) * C + k;
  }
}

/* One image's part of a tile: s are the sizes of x as it is read, with its zeros or without. */
static void add_image(Tile *tile, const Sizes *s, const float *x, const float *dy) {
  if (tile->height <= 0 || tile->width <= 0) return;
  tile_backward((RowTile){.rows = tile->rows, .height = tile->height, .width = tile->width, .sum = tile->sum,
                          .x = x + tile->x, .offset = tile->side_by_side ? NULL : tile->offset,
                          .x_row = (ptrdiff_t)s->W * s->S * s->C, .x_step = (ptrdiff_t)s->S * s->C,
                          .dy = dy + tile->dy, .dy_row = (ptrdiff_t)s->Q * s->F, .dy_step = s->F});
}

/* The bias meets every pixel: db[f] += sum over r, c of dy[r][c][f] */
static void add_bias(int pixels, int F, float db[F], const float dy[pixels][F]) {
  for (int f = 0; f < F; f += TILE_FILTERS) {
    Vector sum[TILE_VECTORS]; /* side by side, so that one addition need not wait for the other */
    for (int v = 0; v < TILE_VECTORS; v++) sum[v] = vector_load_first(db + f + v * WIDTH, F - f - v * WIDTH);
    for (int p = 0; p < pixels; p++)
      for (int v = 0; v < TILE_VECTORS; v++) sum[v] += vector_load_first(dy[p] + f + v * WIDTH, F - f - v * WIDTH);
    for (int v = 0; v < TILE_VECTORS; v++) vector_store_first(db + f + v * WIDTH, sum[v], F - f - v * WIDTH);
  }
}

/* All tiles for the channels k0 .. k1-1: for each group of filters, spans of rows that may share a tile, cut into pieces. */
static int make_tiles(Tile tiles[], const Sizes *s, bool few, int k0, int k1) {
  int span = few ? s->K * s->K * s->C : k1 - k0, spans = few ? 1 : s->K * s->K, pieces = divide_up(span, TILE_ROWS);
  int count = 0;
  for (int f = 0; f < s->F; f += TILE_FILTERS)
    for (int place = 0; place < spans; place++)
      for (int piece = 0; piece < pieces; piece++, count++) {
        int begin = part_begin(span, piece, pieces), end = part_begin(span, piece + 1, pieces);
        if (tiles) make_tile(&tiles[count], s, place * s->C + k0 + begin, end - begin, f);
      }
  return count;
}

void conv2d_backward_kernel_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                    int k0, int k1, float dw[restrict K][K][C][F], float db[restrict F],
                                    const float x[N][H][W][C], const float dy[N][P][Q][F]) {
  if (k0 >= k1) return;
  bool few = C < FEW_CHANNELS && k1 - k0 == C;
  int rows = (P - 1) * S + K, columns = (Q - 1) * S + K;
  Sizes s = {H, W, C, K, F, S, P, Q, top, left};
  if (few) s = (Sizes){rows, columns, C, K, F, S, P, Q, 0, 0};

  /* working memory: the tiles, and copies of an image of x and of dy */
  size_t x_size = few ? (size_t)rows * (size_t)columns * (size_t)C : 0;
  size_t dy_size = F % TILE_FILTERS ? (size_t)P * (size_t)Q * (size_t)F + TILE_FILTERS : 0;
  int tile_count = make_tiles(NULL, &s, few, k0, k1);
  Tile *tiles = allocate((size_t)tile_count, sizeof *tiles);
  float *x_copy = work_space(x_size + dy_size);
  if (!tiles || !x_copy) {
    release(tiles);
    conv2d_backward_kernel_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, k0, k1, dw, db, x, dy);
    return;
  }
  make_tiles(tiles, &s, few, k0, k1);
  if (k0 == 0) memset(db, 0, sizeof(float[F]));

  for (int n = 0; n < N; n++) {
    const float *image = &x[n][0][0][0], *gradient = &dy[n][0][0][0];
    if (few) {
      copy_with_zeros(H, W, C, 1, rows, columns, top, left, (float(*)[columns][C])x_copy, x[n]);
      image = x_copy;
    }
    if (k0 == 0) add_bias(P * Q, F, db, dy[n][0]);
    /* vectors of the last filters read a little past a pixel; past the last image there must be room */
    bool near_the_end = (size_t)(N - 1 - n) * sizeof dy[n] < TILE_FILTERS * sizeof(float);
    if (near_the_end && dy_size) gradient = memcpy(x_copy + x_size, gradient, sizeof dy[n]);

    for (int m = 0; m < tile_count; m++) add_image(&tiles[m], &s, image, gradient);
  }

  for (int m = 0; m < tile_count; m++)
    for (int q = 0; q < tiles[m].rows; q++) {
      int row = tiles[m].row + q, f = tiles[m].filter, filters = F - f < TILE_FILTERS ? F - f : TILE_FILTERS;
      memcpy(&dw[row / C / K][row / C % K][row % C][f], tiles[m].sum[q], (size_t)filters * sizeof(float));
    }
  release(tiles);
}
