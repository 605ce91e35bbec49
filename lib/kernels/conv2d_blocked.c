/*
 * Conv2D, fourth rung: a tile of outputs in vector registers. Forward and the way back to
 * the input; the way back to the kernel is in conv2d_blocked_kernel.c.
 *
 * What changed from the rung below (conv2d_tiled.c): the sums of a tile are Vectors, so each
 * is sure to be one register, on every compiler; vector_tile.h has the picture. Why it
 * helps: the multiply-adds are no longer kept waiting for loads and stores. Each output is
 * still summed in the order i, j, k of the definition, so the result is the naive one to
 * the last bit.
 *
 *     for each image n
 *       for each band of rows                      copied, with the zeros around them
 *         for each group of TILE_FILTERS filters
 *           for a few kernel rows i                their weights stay in the first-level cache
 *             for each output row r of the band
 *               tile: pixels c down, filters f across, sum over i, then j and k as one
 *
 * Three things make the loops simple:
 * - In the copy there are no edges, and one kernel row's K * C numbers lie side by side:
 *
 *         0 0 0 0 0 0 0          x[c-1][0..C-1] x[c][0..C-1] x[c+1][0..C-1]
 *         0 x x x x x 0          \______________ K * C numbers ____________/
 *         0 x x x x x 0
 *
 * - The weights are copied too, in the order in which the tile reads them.
 * - The way back to the input is a convolution as well: of dy, with the kernel turned by
 *   180 degrees and its channels and filters exchanged; where the stride is S, S - 1 zeros
 *   stand between the pixels of dy.
 */
#include <string.h>

#include "base/memory.h"
#include "base/work_space.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/conv2d_sizes.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/vector_tile.h"

enum {
  BAND = 14,           /* output rows worked on at a time */
  WEIGHT_BYTES = 36864 /* of weights used at a time: they and a few rows of pixels stay in the first-level cache */
};

/* Output rows r0 .. r1-1 of one image, all filters; the image's pixels stand `spread` apart in the copy. */
static void band(const Sizes *s, int spread, int r0, int r1, float y[s->P][s->Q][s->F], const float *copy,
                 const float *prepared, const float *b) {
  int K = s->K, KC = K * s->C;
  ptrdiff_t kernel_row = (ptrdiff_t)KC * TILE_FILTERS, x_row = (ptrdiff_t)((s->Q - 1) * s->S + K) * s->C;
  int at_once = (int)(WEIGHT_BYTES / (kernel_row * (ptrdiff_t)sizeof(float)));
  if (at_once < 1) at_once = 1;
  if (at_once > K) at_once = K;

  for (int f = 0; f < s->F; f += TILE_FILTERS, prepared += K * kernel_row)
    for (int i0 = 0; i0 < K; i0 += at_once)
      for (int r = r0; r < r1; r++) {
        /* skip kernel rows that lie above or below the image: they would add zeros */
        int from = i0, to = i0 + at_once < K ? i0 + at_once : K;
        while (from < to && r * s->S + from < s->top) from++;
        while (from < to && r * s->S + to - 1 - s->top > (s->H - 1) * spread) to--;

        /* the first time the sums start with the bias, then with what is there already */
        float *out = &y[r][0][f];
        const float *bias = b ? b + f : tile_zeros;
        tile_forward((PixelTile){.pixels = s->Q, .filters = s->F - f, .rows = to - from, .taps = KC,
                                 .y = out, .y_step = s->F,
                                 .start = i0 == 0 ? bias : out, .start_step = i0 == 0 ? 0 : s->F,
                                 .x = copy + ((r - r0) * s->S + from) * x_row, .x_row = x_row,
                                 .x_step = (ptrdiff_t)s->S * s->C,
                                 .w = prepared + from * kernel_row, .w_step = TILE_FILTERS});
      }
}

/* The common core of forward and the way back: N images of H x W x C pixels to P x Q x F. No bias: null. */
static bool convolve(int N, const Sizes *s, int spread, float y[restrict N][s->P][s->Q][s->F],
                     const float x[N][s->H][s->W][s->C], const float *prepared, const float *b) {
  int columns = (s->Q - 1) * s->S + s->K, C = s->C;
  float *room = work_space(((BAND - 1) * (size_t)s->S + (size_t)s->K) * (size_t)columns * (size_t)C);
  if (!room) return false;
  float(*copy)[columns][C] = (float(*)[columns][C])room;

  for (int n = 0; n < N; n++)
    for (int r0 = 0; r0 < s->P; r0 += BAND) {
      int r1 = r0 + BAND < s->P ? r0 + BAND : s->P;
      copy_with_zeros(s->H, s->W, C, spread, (r1 - r0 - 1) * s->S + s->K, columns, s->top - r0 * s->S, s->left, copy,
                      x[n]);
      band(s, spread, r0, r1, y[n], room, prepared, b);
    }
  return true;
}

/* ---- the weights in the tile's order ---- */

static size_t prepared_count(int C, int K, int F, int S) {
  (void)S;
  return (size_t)(K * K) * (size_t)C * whole_tiles(F);
}

/* prepared[g][i][j][k][f] = w[i][j][k][g * TILE_FILTERS + f] */
static void prepare(int C, int K, int F, int S, int k0, int k1, float prepared[], const float w[K][K][C][F]) {
  (void)S;
  float(*to)[K][K][C][TILE_FILTERS] = (float(*)[K][K][C][TILE_FILTERS])prepared;
  for (int f = 0; f < F; f += TILE_FILTERS) {
    size_t count = (size_t)(F - f < TILE_FILTERS ? F - f : TILE_FILTERS);
    for (int i = 0; i < K; i++)
      for (int j = 0; j < K; j++)
        for (int k = k0; k < k1; k++) memcpy(to[f / TILE_FILTERS][i][j][k], &w[i][j][k][f], count * sizeof(float));
  }
}

/* turned by 180 degrees, channels and filters exchanged: turned[g][i][j][f][k] = w[K-1-i][K-1-j][g*TILE_FILTERS+k][f] */
static void prepare_turned(int C, int K, int F, int S, int k0, int k1, float turned[], const float w[K][K][C][F]) {
  (void)S;
  float(*to)[K][K][F][TILE_FILTERS] = (float(*)[K][K][F][TILE_FILTERS])turned;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = k0; k < k1; k++)
        for (int f = 0; f < F; f++) to[k / TILE_FILTERS][i][j][f][k % TILE_FILTERS] = w[K - 1 - i][K - 1 - j][k][f];
}

static bool forward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                    float y[restrict N][P][Q][F], const float x[N][H][W][C], const float prepared[],
                    const float b[F]) {
  return convolve(N, &(Sizes){H, W, C, K, F, S, P, Q, top, left}, 1, y, x, prepared, b);
}

static bool backward_input(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                           float dx[restrict N][H][W][C], const float turned[], const float dy[N][P][Q][F]) {
  Sizes back = {P, Q, F, K, C, 1, H, W, K - 1 - top, K - 1 - left};
  return convolve(N, &back, S, dx, dy, turned, NULL);
}

const Conv2DPrepared conv2d_prepared_blocked = {
    .plain_forward = conv2d_forward_blocked,
    .plain_backward_input = conv2d_backward_input_blocked,
    .count = prepared_count,
    .prepare = prepare,
    .prepare_turned = prepare_turned,
    .forward = forward,
    .backward_input = backward_input,
};

/* ---- all at once ---- */

void conv2d_forward_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                            float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                            const float b[F]) {
  float *prepared = allocate(prepared_count(C, K, F, S), sizeof(float));
  if (prepared) prepare(C, K, F, S, 0, C, prepared, w);
  if (!prepared || !forward(N, H, W, C, K, F, S, P, Q, top, left, y, x, prepared, b))
    conv2d_forward_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
  release(prepared);
}

void conv2d_backward_input_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                   float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                   const float dy[N][P][Q][F]) {
  float *turned = allocate(prepared_count(F, K, C, S), sizeof(float));
  if (turned) prepare_turned(C, K, F, S, 0, C, turned, w);
  if (!turned || !backward_input(N, H, W, C, K, F, S, P, Q, top, left, dx, turned, dy))
    conv2d_backward_input_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
  release(turned);
}
