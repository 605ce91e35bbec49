/*
 * Conv2D, sixth rung, the way back to the kernel: see conv2d_winograd.c for the idea.
 *
 * Every arrow of the way forward is turned round: dm from dy by the transposed table, du
 * from v and dm in tiles, dw from du.
 *
 *     for each image n
 *       for each band of rows                         copied, with the zeros around them
 *         for each row a of the patch
 *           v[a] from the copy
 *           for each group g of TILE_FILTERS filters
 *             dm[a] from dy
 *             for each place b of the row
 *               tile: channels k down, filters across, sum over the squares: du[g][a][b] += v[b] * dm[b]
 *     dw from du
 */
#include <string.h>

#include "base/work_space.h"
#include "kernels/conv2d.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/vector_tile.h"
#include "kernels/winograd_2d.h"

/*
 * Row a of dm for the filters from f0 on: the way back of transform_output(). Down, the two rows of
 * a square of dy become upper, upper + lower, upper - lower, -lower; then the table across.
 */
static void transform_gradient(int a, int rows, int across, int F, int P, int Q, int r0, int f0,
                               float dm[4][rows * across][TILE_FILTERS], const float dy[P][Q][F]) {
  for (int s = 0; s < rows * across; s++)
    for (int f = 0; f < TILE_FILTERS; f += WIDTH) {
      int r = r0 + s / across * 2, c = s % across * 2, left = F - f0 - f;
      Vector d[2] = {{0}, {0}}, products[4];
      for (int j = 0; j < 2 && c + j < Q; j++) {
        const float *upper = dy[r][c + j] + f0 + f, *lower = upper + (size_t)Q * (size_t)F;
        if (a < 3) d[j] = vector_load_first(upper, left);
        if (a == 1 && r + 1 < P) d[j] += vector_load_first(lower, left);
        if (a >= 2 && r + 1 < P) d[j] -= vector_load_first(lower, left);
      }
      winograd_output_backward(products, d);
      for (int b = 0; b < 4; b++) vector_store(&dm[b][s][f], products[b]);
    }
}

/* du[b][k][f] += sum over s of v[b][s][k] * dm[b][s][f], in tiles of up to TILE_ROWS channels */
static void add_products(int squares, int channels, float du[4][channels][TILE_FILTERS],
                         const float v[4][squares][channels], const float dm[4][squares][TILE_FILTERS]) {
  int tiles = divide_up(channels, TILE_ROWS);
  for (int b = 0; b < 4; b++)
    for (int t = 0; t < tiles; t++) {
      int k = part_begin(channels, t, tiles), rows = part_begin(channels, t + 1, tiles) - k;
      tile_backward((RowTile){.rows = rows, .height = 1, .width = squares, .sum = &du[b][k], .x = &v[b][0][k],
                              .x_step = channels, .dy = dm[b][0], .dy_step = TILE_FILTERS});
    }
}

/* dw for the channels k0 .. k1-1 from du: the table across for each row a, then downwards. */
static void transform_kernel_gradient(int C, int F, int k0, int k1, float dw[3][3][C][F],
                                      float du[][4][4][k1 - k0][TILE_FILTERS]) {
  for (int k = k0; k < k1; k++)
    for (int f = 0; f < F; f += WIDTH) {
      Vector down[3][4];
      for (int b = 0; b < 4; b++) {
        Vector column[4], three[3];
        for (int a = 0; a < 4; a++) column[a] = vector_load(&du[f / TILE_FILTERS][a][b][k - k0][f % TILE_FILTERS]);
        winograd_kernel_backward(three, column);
        for (int i = 0; i < 3; i++) down[i][b] = three[i];
      }
      for (int i = 0; i < 3; i++) {
        Vector three[3];
        winograd_kernel_backward(three, down[i]);
        for (int j = 0; j < 3; j++) vector_store_first(&dw[i][j][k][f], three[j], F - f);
      }
    }
}

void conv2d_backward_kernel_winograd(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                     int k0, int k1, float dw[restrict K][K][C][F], float db[restrict F],
                                     const float x[N][H][W][C], const float dy[N][P][Q][F]) {
  if (k0 >= k1) return;
  int channels = k1 - k0, groups = tiles_across(F);
  Squares all = squares_of(P, Q);
  size_t most = (size_t)(all.at_a_time * all.across), bias_size = whole_tiles(F);
  size_t du_size = 16 * (size_t)channels * whole_tiles(F);
  size_t copy_size = (2 * (size_t)all.at_a_time + 2) * (2 * (size_t)all.across + 2) * (size_t)C;
  float *room = NULL;
  if (winograd_fits(C, K, F, S))
    room = work_space(du_size + bias_size + copy_size + 4 * most * ((size_t)channels + TILE_FILTERS));
  if (!room) {
    conv2d_backward_kernel_blocked(N, H, W, C, K, F, S, P, Q, top, left, k0, k1, dw, db, x, dy);
    return;
  }

  float(*du)[4][4][channels][TILE_FILTERS] = (float(*)[4][4][channels][TILE_FILTERS])room;
  float(*bias)[TILE_FILTERS] = (float(*)[TILE_FILTERS])(room + du_size);
  memset(room, 0, (du_size + bias_size) * sizeof(float));

  for (int n = 0; n < N; n++)
    for (int r0 = 0; r0 < all.down; r0 += all.at_a_time) {
      int rows = r0 + all.at_a_time < all.down ? all.at_a_time : all.down - r0, squares = rows * all.across;
      float(*copy)[2 * all.across + 2][C] = (float(*)[2 * all.across + 2][C])(room + du_size + bias_size);
      float(*v)[squares][channels] = (float(*)[squares][channels])copy[2 * rows + 2];
      float(*dm)[squares][TILE_FILTERS] = (float(*)[squares][TILE_FILTERS])v[4];
      copy_with_zeros(H, W, C, 1, 2 * rows + 2, 2 * all.across + 2, top - 2 * r0, left, copy, x[n]);

      for (int a = 0; a < 4; a++) {
        winograd_input_row(a, rows, all.across, C, k0, k1, v, copy);
        for (int g = 0; g < groups; g++) {
          transform_gradient(a, rows, all.across, F, P, Q, 2 * r0, g * TILE_FILTERS, dm, dy[n]);
          add_products(squares, channels, du[g][a], v, dm);
          /* product 1 of row 1 is the sum of the square's four dy: the bias wants just that */
          for (int s = 0; a == 1 && k0 == 0 && s < squares; s++)
            for (int f = 0; f < TILE_FILTERS; f++) bias[g][f] += dm[1][s][f];
        }
      }
    }
  transform_kernel_gradient(C, F, k0, k1, dw, du);
  if (k0 == 0) memcpy(db, bias, (size_t)F * sizeof(float));
}
