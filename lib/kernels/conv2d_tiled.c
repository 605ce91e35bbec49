/*
 * Conv2D, third rung: a tile of outputs held in local variables, in plain C.
 *
 * What changed from the rung below (conv2d_channels_innermost.c): there, each product
 * reads a sum from memory and writes it back. Here seven neighbouring pixels of a row, and
 * 32 filters of each, are summed in a small local array until they are done:
 *
 *                    32 filters
 *     pixel c    x0  | sum[0][0] ... sum[0][31] |      for each kernel place and channel:
 *     pixel c+1  x1  | sum[1][0] ... sum[1][31] |        32 weights and 7 numbers of x are
 *      ...           |    ...                   |        read, 224 products are made, and
 *     pixel c+6  x6  | sum[6][0] ... sum[6][31] |        no sum goes to memory
 *
 * Why it helps: a processor can keep so small an array in its registers, where reading and
 * writing cost nothing, and each number that is read is used 7 or 32 times. Whether it
 * really does is up to the compiler: it has to notice that the array fits. The next rung
 * leaves nothing to chance. Each output is summed in the order i, j, k: the same bits.
 *
 * So that a tile meets no edges, each image is copied first, with zeros around it. In the
 * copy, the K * C numbers that one kernel row sees lie side by side, and so do their
 * weights' rows: the loops over j and k become one, over t.
 *
 *     for each image n                               copied, with the zeros around it
 *       for each output row r
 *         for each 32 filters f and 7 pixels c
 *           tile: sum over i, t, in registers
 */
#include "base/work_space.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/copy_with_zeros.h"

enum { PIXELS = 7, FILTERS = 32 };

/* y[p][f] = b[f] + sum over i, t of  x[i*row + p*step + t] * w[i][t][f], for PIXELS pixels and the FILTERS filters from f0 on */
static void tile(int K, int KC, int F, int f0, int row, int step, float y[restrict][F], const float x[restrict],
                 const float w[restrict K][KC][F], const float b[restrict F]) {
  float sum[PIXELS][FILTERS];
  for (int p = 0; p < PIXELS; p++)
    for (int f = 0; f < FILTERS; f++) sum[p][f] = b[f0 + f];

  for (int i = 0; i < K; i++)
    for (int t = 0; t < KC; t++)
      for (int p = 0; p < PIXELS; p++)
        for (int f = 0; f < FILTERS; f++) sum[p][f] += x[i * row + p * step + t] * w[i][t][f0 + f];

  for (int p = 0; p < PIXELS; p++)
    for (int f = 0; f < FILTERS; f++) y[p][f0 + f] = sum[p][f];
}

/* One pixel and the filters from `first` on, as in the rung below: what is left at the end of a row. */
static void rest(int K, int KC, int F, int first, int row, float y[restrict F], const float x[restrict],
                 const float w[restrict K][KC][F], const float b[restrict F]) {
  for (int f = first; f < F; f++) y[f] = b[f];
  for (int i = 0; i < K; i++)
    for (int t = 0; t < KC; t++)
      for (int f = first; f < F; f++) y[f] += x[i * row + t] * w[i][t][f];
}

void conv2d_forward_tiled(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                          float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                          const float b[F]) {
  int rows = (P - 1) * S + K, columns = (Q - 1) * S + K;
  float *room = work_space((size_t)rows * (size_t)columns * (size_t)C);
  if (!room) {
    conv2d_forward_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
    return;
  }
  float(*copy)[columns][C] = (float(*)[columns][C])room;
  const float(*weights)[K * C][F] = (const float(*)[K * C][F])w; /* w[i][t][f]: j and k as one */

  int whole_pixels = Q / PIXELS * PIXELS, whole_filters = F / FILTERS * FILTERS;
  for (int n = 0; n < N; n++) {
    copy_with_zeros(H, W, C, 1, rows, columns, top, left, copy, x[n]);

    for (int r = 0; r < P; r++) {
      for (int f = 0; f < whole_filters; f += FILTERS)
        for (int c = 0; c < whole_pixels; c += PIXELS)
          tile(K, K * C, F, f, columns * C, S * C, &y[n][r][c], copy[r * S][c * S], weights, b);

      for (int c = 0; c < Q; c++)
        rest(K, K * C, F, c < whole_pixels ? whole_filters : 0, columns * C, y[n][r][c], copy[r * S][c * S], weights,
             b);
    }
  }
}
