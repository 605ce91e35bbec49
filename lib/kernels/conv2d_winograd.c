/*
 * Conv2D, sixth rung: Winograd's F(2x2,3x3), the fifth rung in both directions.
 *
 * What changed from the rung below (conv2d_winograd_1d.c): the table of four numbers for
 * three is used downwards as well as across. A square of 2 x 2 outputs needs a patch of
 * 4 x 4 inputs; 4 x 4 products take the place of 2 x 2 x 9. Why it helps: 16 products
 * instead of 36, 2.25 times fewer.
 *
 *     patch d 4x4            v 4x4               m 4x4              y 2x2
 *     . . . .    downwards   . . . .   times u   . . . .   across   . .
 *     . . . .    and across  . . . .   summed    . . . .   and up   . .
 *     . . . .    -------->   . . . .   over k    . . . .   ----->
 *     . . . .                . . . .   ------>   . . . .
 *
 * Between the tables stand 16 products of matrices: for each place (a, b) of the patch,
 * v[a][b] (squares x C) times u[a][b] (C x F), in the tile of the fourth rung.
 *
 *     for each image n
 *       for each band of rows                         copied, with the zeros around them
 *         for each row a of the patch: v[a] from the copy
 *         for each group of TILE_FILTERS filters
 *           for each place (a, b) of the patch
 *             tile: squares down, filters across, sum over k: m[a][b] from v[a][b] and u[a][b]
 *           y from m
 *
 * The sums come in another order and with other roundings than the definition's, so the
 * last bits differ. It fits a 3 x 3 kernel of stride 1 with 8 channels and filters or more:
 * a table made for one channel would cost more than it saves. All others, and those for
 * which there is no memory to work in, go to conv2d_blocked.c. The way back to the kernel is
 * in conv2d_winograd_kernel.c.
 */
#include "base/memory.h"
#include "base/work_space.h"
#include "kernels/conv2d.h"
#include "kernels/conv2d_sizes.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/vector_tile.h"
#include "kernels/winograd_2d.h"

/* ---- u, from the kernel ---- */

/* u[a][b] from three times three weights: the table across for each row, then downwards */
static void square_kernel(Vector u[4][4], const Vector g[3][3]) {
  Vector across[3][4];
  for (int i = 0; i < 3; i++) winograd_kernel(across[i], g[i]);
  for (int b = 0; b < 4; b++) {
    Vector column[3] = {across[0][b], across[1][b], across[2][b]}, down[4];
    winograd_kernel(down, column);
    for (int a = 0; a < 4; a++) u[a][b] = down[a];
  }
}

static size_t prepared_count(int C, int K, int F, int S) {
  if (!winograd_fits(C, K, F, S)) return conv2d_prepared_blocked.count(C, K, F, S);
  return 16 * (size_t)C * whole_tiles(F);
}

/* u[g][a][b][k][f] from w[i][j][k][g * TILE_FILTERS + f] */
static void prepare(int C, int K, int F, int S, int k0, int k1, float prepared[], const float w[K][K][C][F]) {
  if (!winograd_fits(C, K, F, S)) {
    conv2d_prepared_blocked.prepare(C, K, F, S, k0, k1, prepared, w);
    return;
  }
  float(*to)[4][4][C][TILE_FILTERS] = (float(*)[4][4][C][TILE_FILTERS])prepared;
  for (int k = k0; k < k1; k++)
    for (int f = 0; f < F; f += WIDTH) {
      Vector g[3][3], u[4][4];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) g[i][j] = vector_load_first(&w[i][j][k][f], F - f);
      square_kernel(u, g);
      for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++) vector_store(&to[f / TILE_FILTERS][a][b][k][f % TILE_FILTERS], u[a][b]);
    }
}

/* the kernel turned by 180 degrees, channels and filters exchanged: u[g][a][b][f][k] from w[2-i][2-j][g*TILE_FILTERS+k][f] */
static void prepare_turned(int C, int K, int F, int S, int k0, int k1, float turned[], const float w[K][K][C][F]) {
  if (!winograd_fits(C, K, F, S)) {
    conv2d_prepared_blocked.prepare_turned(C, K, F, S, k0, k1, turned, w);
    return;
  }
  float(*to)[4][4][F][TILE_FILTERS] = (float(*)[4][4][F][TILE_FILTERS])turned;
  for (int k = k0; k < k1; k++)
    for (int f = 0; f < F; f += WIDTH) {
      Vector g[3][3], u[4][4];
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++) g[i][j] = vector_load_first(&w[2 - i][2 - j][k][f], F - f);
      square_kernel(u, g);
      for (int a = 0; a < 4; a++)
        for (int b = 0; b < 4; b++)
          for (int e = 0; e < WIDTH && f + e < F; e++)
            to[k / TILE_FILTERS][a][b][f + e][k % TILE_FILTERS] = u[a][b][e];
    }
}

/* ---- y, from the products ---- */

/* The squares of the filters from f0 on: the back table downwards, then across, and the bias. r0 is the first output row. */
static void transform_output(int rows, int across, int F, int P, int Q, int r0, int f0, float y[P][Q][F],
                             const float m[4][4][rows * across][TILE_FILTERS], const float *bias) {
  for (int r = 0, s = 0; r < rows; r++)
    for (int c = 0; c < across; c++, s++)
      for (int f = 0; f < TILE_FILTERS && f0 + f < F; f += WIDTH) {
        Vector down[2][4];
        for (int b = 0; b < 4; b++) {
          Vector column[4], two[2];
          for (int a = 0; a < 4; a++) column[a] = vector_load(&m[a][b][s][f]);
          winograd_output(two, column);
          down[0][b] = two[0];
          down[1][b] = two[1];
        }
        /* of an odd size the last square hangs over the edge */
        for (int i = 0; i < 2 && r0 + 2 * r + i < P; i++) {
          Vector two[2];
          winograd_output(two, down[i]);
          for (int j = 0; j < 2 && 2 * c + j < Q; j++)
            vector_store_first(&y[r0 + 2 * r + i][2 * c + j][f0 + f],
                               two[j] + vector_load_first(bias + f, F - f0 - f), F - f0 - f);
        }
      }
}

/* The common core of forward and the way back: N images of H x W x C pixels to P x Q x F. No bias: null. */
static bool convolve(int N, const Sizes *s, float y[restrict N][s->P][s->Q][s->F],
                     const float x[N][s->H][s->W][s->C], const float *prepared, const float *b) {
  int C = s->C, F = s->F;
  Squares all = squares_of(s->P, s->Q);
  size_t places = (2 * (size_t)all.at_a_time + 2) * (2 * (size_t)all.across + 2), most = (size_t)(all.at_a_time * all.across);
  float *room = work_space(places * (size_t)C + 16 * most * ((size_t)C + TILE_FILTERS));
  if (!room) return false;

  const float(*u)[4][4][C][TILE_FILTERS] = (const float(*)[4][4][C][TILE_FILTERS])prepared;
  for (int n = 0; n < N; n++)
    for (int r0 = 0; r0 < all.down; r0 += all.at_a_time) {
      int rows = r0 + all.at_a_time < all.down ? all.at_a_time : all.down - r0, squares = rows * all.across;
      float(*copy)[2 * all.across + 2][C] = (float(*)[2 * all.across + 2][C])room;
      float(*v)[4][squares][C] = (float(*)[4][squares][C])copy[2 * rows + 2];
      float(*m)[4][squares][TILE_FILTERS] = (float(*)[4][squares][TILE_FILTERS])v[4];
      copy_with_zeros(s->H, s->W, C, 1, 2 * rows + 2, 2 * all.across + 2, s->top - 2 * r0, s->left, copy, x[n]);
      for (int a = 0; a < 4; a++) winograd_input_row(a, rows, all.across, C, 0, C, v[a], copy);

      for (int g = 0, f = 0; f < F; g++, f += TILE_FILTERS) {
        for (int a = 0; a < 4; a++)
          for (int c = 0; c < 4; c++)
            tile_forward((PixelTile){.pixels = squares, .filters = TILE_FILTERS, .rows = 1, .taps = C,
                                     .y = m[a][c][0], .y_step = TILE_FILTERS, .start = tile_zeros,
                                     .x = v[a][c][0], .x_step = C, .w = u[g][a][c][0], .w_step = TILE_FILTERS});
        transform_output(rows, all.across, F, s->P, s->Q, 2 * r0, f, y[n], m, b ? b + f : tile_zeros);
      }
    }
  return true;
}

static bool forward(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                    float y[restrict N][P][Q][F], const float x[N][H][W][C], const float prepared[],
                    const float b[F]) {
  if (!winograd_fits(C, K, F, S))
    return conv2d_prepared_blocked.forward(N, H, W, C, K, F, S, P, Q, top, left, y, x, prepared, b);
  return convolve(N, &(Sizes){H, W, C, K, F, S, P, Q, top, left}, y, x, prepared, b);
}

static bool backward_input(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                           float dx[restrict N][H][W][C], const float turned[], const float dy[N][P][Q][F]) {
  if (!winograd_fits(C, K, F, S))
    return conv2d_prepared_blocked.backward_input(N, H, W, C, K, F, S, P, Q, top, left, dx, turned, dy);
  return convolve(N, &(Sizes){P, Q, F, K, C, 1, H, W, 2 - top, 2 - left}, dx, dy, turned, NULL);
}

const Conv2DPrepared conv2d_prepared_winograd = {
    .plain_forward = conv2d_forward_winograd,
    .plain_backward_input = conv2d_backward_input_winograd,
    .count = prepared_count,
    .prepare = prepare,
    .prepare_turned = prepare_turned,
    .forward = forward,
    .backward_input = backward_input,
};

/* ---- all at once ---- */

void conv2d_forward_winograd(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                             float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                             const float b[F]) {
  float *prepared = winograd_fits(C, K, F, S) ? allocate(prepared_count(C, K, F, S), sizeof(float)) : NULL;
  if (prepared) prepare(C, K, F, S, 0, C, prepared, w);
  if (!prepared || !forward(N, H, W, C, K, F, S, P, Q, top, left, y, x, prepared, b))
    conv2d_forward_blocked(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
  release(prepared);
}

void conv2d_backward_input_winograd(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                    float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                    const float dy[N][P][Q][F]) {
  float *turned = winograd_fits(C, K, F, S) ? allocate(prepared_count(F, K, C, S), sizeof(float)) : NULL;
  if (turned) prepare_turned(C, K, F, S, 0, C, turned, w);
  if (!turned || !backward_input(N, H, W, C, K, F, S, P, Q, top, left, dx, turned, dy))
    conv2d_backward_input_blocked(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
  release(turned);
}
