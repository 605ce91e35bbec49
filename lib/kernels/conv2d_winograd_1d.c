/*
 * Conv2D, fifth rung: Winograd's F(2,3) along each row.
 *
 * What changed from the rung below (conv2d_blocked.c): two outputs that are neighbours in a
 * row share their work. For each kernel row, the definition needs 2 * 3 products for the
 * two; winograd_1d.h has a table that needs 4. Why it helps: a third of the products is
 * saved. The tile of sums is the same as in the rung below.
 *
 *     row h of x    d0 d1 d2 d3 d4 d5 ...     pair 0 sees d0..d3, pair 1 sees d2..d5
 *                   \_________/                each gives v0, v1, v2, v3
 *                         \_________/
 *
 *     m[b][pair][f] = sum over i, k of  v[b][r+i][pair][k] * u[i][b][k][f]       b = 0, 1, 2, 3
 *     y of the pair = m0 + m1 + m2,  m1 - m2 - m3
 *
 *     for each image n                               copied, with the zeros around it
 *       v from the copy, for all rows
 *       for each group of TILE_FILTERS filters and each output row r
 *         for each b: tile: pairs down, filters across, sum over i, k: m[b]
 *         y from m
 *
 * The sums have other roundings than the definition's: the last bits differ. It fits a
 * 3 x 3 kernel of stride 1; all others go to conv2d_blocked.c. Forward only: this rung is
 * for reading, the next one is for use.
 */
#include "base/work_space.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/vector_tile.h"
#include "kernels/winograd_1d.h"

/* u[g][b][i][k][f] from the three weights w[i][0..2][k][g * TILE_FILTERS + f] */
static void transform_kernel(int C, int F, float u[][4][3][C][TILE_FILTERS], const float w[3][3][C][F]) {
  for (int i = 0; i < 3; i++)
    for (int k = 0; k < C; k++)
      for (int f = 0; f < F; f += WIDTH) {
        Vector g[3], across[4];
        for (int j = 0; j < 3; j++) g[j] = vector_load_first(&w[i][j][k][f], F - f);
        winograd_kernel(across, g);
        for (int b = 0; b < 4; b++) vector_store(&u[f / TILE_FILTERS][b][i][k][f % TILE_FILTERS], across[b]);
      }
}

/* v[b][h][pair][k] from the four pixels copy[h][2*pair .. 2*pair+3] */
static void transform_input(int rows, int pairs, int C, float v[4][rows][pairs][C],
                            const float copy[rows][2 * pairs + 2][C]) {
  for (int h = 0; h < rows; h++)
    for (int pair = 0; pair < pairs; pair++)
      for (int k = 0; k < C; k += WIDTH) {
        Vector d[4], four[4];
        for (int j = 0; j < 4; j++) d[j] = vector_load_first(&copy[h][2 * pair + j][k], C - k);
        winograd_input(four, d);
        for (int b = 0; b < 4; b++) vector_store_first(&v[b][h][pair][k], four[b], C - k);
      }
}

/* One row of y for one group of filters: the four sums of each pair, then its two outputs. */
static void output_row(int pairs, int Q, int F, int f0, float y[Q][F], const float m[4][pairs][TILE_FILTERS],
                       const float b[F]) {
  for (int pair = 0; pair < pairs; pair++)
    for (int f = 0; f < TILE_FILTERS && f0 + f < F; f += WIDTH) {
      int left = F - f0 - f;
      Vector products[4], two[2], bias = vector_load_first(b + f0 + f, left);
      for (int n = 0; n < 4; n++) products[n] = vector_load(&m[n][pair][f]);
      winograd_output(two, products);
      vector_store_first(&y[2 * pair][f0 + f], two[0] + bias, left);
      if (2 * pair + 1 < Q) vector_store_first(&y[2 * pair + 1][f0 + f], two[1] + bias, left);
    }
}

void conv2d_forward_winograd_1d(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                                const float b[F]) {
  int pairs = (Q + 1) / 2, rows = P + 2;
  size_t u_size = 12 * (size_t)C * whole_tiles(F), copy_size = (size_t)rows * (2 * (size_t)pairs + 2) * (size_t)C;
  size_t v_size = 4 * (size_t)rows * (size_t)pairs * (size_t)C, m_size = 4 * (size_t)pairs * TILE_FILTERS;
  float *room = NULL;
  if (K == 3 && S == 1) room = work_space(u_size + copy_size + v_size + m_size);
  if (!room) {
    conv2d_forward_blocked(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
    return;
  }
  float(*u)[4][3][C][TILE_FILTERS] = (float(*)[4][3][C][TILE_FILTERS])room;
  float(*copy)[2 * pairs + 2][C] = (float(*)[2 * pairs + 2][C])(room + u_size);
  float(*v)[rows][pairs][C] = (float(*)[rows][pairs][C])(room + u_size + copy_size);
  float(*m)[pairs][TILE_FILTERS] = (float(*)[pairs][TILE_FILTERS])(room + u_size + copy_size + v_size);
  transform_kernel(C, F, u, w);

  for (int n = 0; n < N; n++) {
    copy_with_zeros(H, W, C, 1, rows, 2 * pairs + 2, top, left, copy, x[n]);
    transform_input(rows, pairs, C, v, copy);

    for (int f = 0, g = 0; f < F; f += TILE_FILTERS, g++)
      for (int r = 0; r < P; r++) {
        for (int q = 0; q < 4; q++)
          tile_forward((PixelTile){.pixels = pairs, .filters = TILE_FILTERS, .rows = 3, .taps = C, .y = m[q][0],
                                   .y_step = TILE_FILTERS, .start = tile_zeros, .x = v[q][r][0],
                                   .x_row = (ptrdiff_t)pairs * C, .x_step = C, .w = u[g][q][0][0],
                                   .w_step = TILE_FILTERS});
        output_row(pairs, Q, F, f, y[n][r], m, b);
      }
  }
}
