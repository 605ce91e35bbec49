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

/* A tile of dw, seen as a matrix of K * K * C rows and F columns, and what it is made of. Worked out once. */
typedef struct Tile {
  int row, rows, filter;       /* its first row, how many, its first filter */
  int height, width;           /* the output pixels that meet it, */
  ptrdiff_t dy, x;             /* where the first of them is in an image of dy, and what it sees in x; */
  ptrdiff_t offset[TILE_ROWS]; /* from there to what each row sees */
  bool side_by_side;           /* the rows are channels of one kernel place */
} Tile;

static int divide_up(int a, int b) { return (a + b - 1) / b; }

/* Where part `part` of `parts` begins when `count` things are shared out evenly. */
static int part_begin(int count, int part, int parts) { return (int)((long)count * part / parts); }

/* The first output place that sees input place `place` or a later one, at kernel place i: smallest r with r*S+i-top >= place. */
static int first_output(int place, int i, int S, int outputs, int top) {
  int ahead = place + top - i;
  int r = ahead <= 0 ? 0 : divide_up(ahead, S);
  return r < outputs ? r : outputs;
}

/* The tile at `row` and `filter`, for images of H x W pixels. */
static Tile make_tile(int row, int rows, int filter, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                      int left) {
  /* the output pixels for which the first row's kernel place is inside the image; in a copy with zeros all are */
  int i = row / C / K, j = row / C % K;
  int r0 = first_output(0, i, S, P, top), r1 = first_output(H, i, S, P, top);
  int c0 = first_output(0, j, S, Q, left), c1 = first_output(W, j, S, Q, left);

  Tile tile = {.row = row, .rows = rows, .filter = filter, .height = r1 - r0, .width = c1 - c0,
               .dy = ((ptrdiff_t)r0 * Q + c0) * F + filter,
               .x = (((ptrdiff_t)r0 * S + i - top) * W + c0 * S + j - left) * C + row % C,
               .side_by_side = row / C == (row + rows - 1) / C};
  for (int q = 0; q < rows; q++) {
    int up = (row + q) / C / K - i, along = (row + q) / C % K - j, k = (row + q) % C - row % C;
    tile.offset[q] = ((ptrdiff_t)up * W + along) * C + k;
  }
  return tile;
}

/* The bias meets every pixel: sum[f] += sum over r, c of dy[r][c][f] */
static __attribute__((noinline)) void add_bias(int pixels, float sums[TILE_FILTERS], const float *dy, ptrdiff_t F) {
  Vector sum[TILE_VECTORS];
  for (int v = 0; v < TILE_VECTORS; v++) sum[v] = vector_load(sums + v * WIDTH);
  for (int p = 0; p < pixels; p++, dy += F)
    for (int v = 0; v < TILE_VECTORS; v++) sum[v] += vector_load(dy + v * WIDTH);
  for (int v = 0; v < TILE_VECTORS; v++) vector_store(sums + v * WIDTH, sum[v]);
}

/*
 * One thread's share: tiles first .. last-1, counted through all parts of the batch. The
 * images go by, and each is added to all tiles of the share that its part has.
 */
static void add_batch(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left, int parts,
                      int tile_count, const Tile tiles[], int first, int last, float sums[][TILE_ROWS][TILE_FILTERS],
                      float bias[parts][divide_up(F, TILE_FILTERS)][TILE_FILTERS], const float x[N][H][W][C],
                      const float dy[N][P][Q][F], float *x_copy, float *dy_copy) {
  for (int part = first / tile_count; part * tile_count < last; part++) {
    int from = first > part * tile_count ? first - part * tile_count : 0;
    int to = last < (part + 1) * tile_count ? last - part * tile_count : tile_count;

    for (int n = part_begin(N, part, parts); n < part_begin(N, part + 1, parts); n++) {
      const float *image = (const void *)x[n], *gradient = (const void *)dy[n];
      if (x_copy) {
        copy_with_zeros(H, W, C, 1, (P - 1) * S + K, (Q - 1) * S + K, top, left, (void *)x_copy, x[n]);
        image = x_copy;
      }
      /* vectors of the last filters read a little past a pixel; past the last image there must be room */
      bool near_the_end = (size_t)(N - 1 - n) * sizeof dy[n] < TILE_FILTERS * sizeof(float);
      if (near_the_end && dy_copy) gradient = memcpy(dy_copy, dy[n], sizeof dy[n]);

      for (int m = from; m < to; m++) {
        const Tile *tile = &tiles[m];
        if (tile->height > 0 && tile->width > 0)
          tile_backward(tile->rows, tile->height, tile->width, sums[part * tile_count + m], image + tile->x,
                        tile->side_by_side ? NULL : tile->offset, (x_copy ? (Q - 1) * S + K : W) * (ptrdiff_t)S * C,
                        (ptrdiff_t)S * C, gradient + tile->dy, (ptrdiff_t)Q * F, F);
        if (tile->row == 0) add_bias(P * Q, bias[part][tile->filter / TILE_FILTERS], gradient + tile->filter, F);
      }
    }
  }
}

/* From the tiles to dw and from the biases' sums to db, part after part. */
static void add_parts(int C, int K, int F, int parts, int tile_count, const Tile tiles[],
                      float sums[][TILE_ROWS][TILE_FILTERS],
                      float bias[parts][divide_up(F, TILE_FILTERS)][TILE_FILTERS], float dw[K][K][C][F], float db[F]) {
#pragma omp for schedule(static)
  for (int m = 0; m < tile_count; m++) {
    int f = tiles[m].filter, filters = F - f < TILE_FILTERS ? F - f : TILE_FILTERS;
    for (int q = 0; q < tiles[m].rows; q++) {
      int row = tiles[m].row + q;
      float *to = &dw[row / C / K][row / C % K][row % C][f];
      memcpy(to, sums[m][q], (size_t)filters * sizeof(float));
      for (int part = 1; part < parts; part++)
        for (int g = 0; g < filters; g++) to[g] += sums[part * tile_count + m][q][g];
    }
    if (tiles[m].row > 0) continue;
    memcpy(db + f, bias[0][f / TILE_FILTERS], (size_t)filters * sizeof(float));
    for (int part = 1; part < parts; part++)
      for (int g = 0; g < filters; g++) db[f + g] += bias[part][f / TILE_FILTERS][g];
  }
}

void conv2d_backward_kernel_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                    float dw[restrict K][K][C][F], float db[restrict F], const float x[N][H][W][C],
                                    const float dy[N][P][Q][F]) {
  /* dw is cut into spans of rows that may share a tile, each into pieces of up to TILE_ROWS; and into groups of filters */
  bool few = C < FEW_CHANNELS;
  int span = few ? K * K * C : C, spans = K * K * C / span, pieces = divide_up(span, TILE_ROWS);
  int groups = divide_up(F, TILE_FILTERS), tile_count = groups * spans * pieces;
  int parts = divide_up(ENOUGH_TILES, tile_count);
  if (parts > N) parts = N;

  /* working memory: sums of each tile and of the bias in each part, copies for each thread */
  int rows = (P - 1) * S + K, columns = (Q - 1) * S + K;
  size_t tile_sums = (size_t)(parts * tile_count) * TILE_ROWS * TILE_FILTERS;
  size_t bias_sums = (size_t)(parts * groups) * TILE_FILTERS;
  size_t x_size = few ? (size_t)rows * (size_t)columns * (size_t)C : 0;
  size_t dy_size = F % TILE_FILTERS ? (size_t)P * (size_t)Q * (size_t)F + TILE_FILTERS : 0;
  Tile *tiles = allocate((size_t)tile_count, sizeof *tiles);
  float *memory = allocate(tile_sums + bias_sums + (size_t)threads_available() * (x_size + dy_size), sizeof(float));
  if (!tiles || !memory) {
    release(tiles);
    release(memory);
    conv2d_backward_kernel_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, dw, db, x, dy);
    return;
  }

  int m = 0;
  for (int f = 0; f < F; f += TILE_FILTERS)
    for (int s = 0; s < spans; s++)
      for (int piece = 0; piece < pieces; piece++) {
        int begin = part_begin(span, piece, pieces), end = part_begin(span, piece + 1, pieces);
        tiles[m++] = few ? make_tile(s * span + begin, end - begin, f, rows, columns, C, K, F, S, P, Q, 0, 0)
                         : make_tile(s * span + begin, end - begin, f, H, W, C, K, F, S, P, Q, top, left);
      }

#pragma omp parallel
  {
    int t = thread_number(), T = thread_count(), all = parts * tile_count;
    float *copies = memory + tile_sums + bias_sums + (size_t)t * (x_size + dy_size);
    add_batch(N, H, W, C, K, F, S, P, Q, top, left, parts, tile_count, tiles, part_begin(all, t, T),
              part_begin(all, t + 1, T), (void *)memory, (void *)(memory + tile_sums), x, dy, few ? copies : NULL,
              dy_size ? copies + x_size : NULL);
#pragma omp barrier
    add_parts(C, K, F, parts, tile_count, tiles, (void *)memory, (void *)(memory + tile_sums), dw, db);
  }
  release(memory);
  release(tiles);
}
