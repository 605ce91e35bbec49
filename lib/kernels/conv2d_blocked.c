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
 * Three things make the loops simple:
 * - The pixels of a band of rows are copied once, with the zeros around them, so there are
 *   no edges; and in the copy one kernel row's K * C numbers lie side by side:
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
#include <stddef.h>
#include <string.h>

#include "base/memory.h"
#include "kernels/conv2d.h"
#include "kernels/conv2d_ladder.h"
#include "kernels/copy_with_zeros.h"
#include "kernels/threads.h"
#include "kernels/vector_tile.h"

enum {
  BAND = 14,           /* output rows worked on at a time */
  WEIGHT_BYTES = 36864 /* of weights used at a time: they and a few rows of pixels stay in the first-level cache */
};

/* Output rows r0 .. r1-1 of one image, all filters. `packed` and `bias` are as arrange_* leaves them. */
static void band(int A, int spread, int columns, int C, int K, int F, int S, int Q, int top, int r0, int r1,
                 float y[][Q][F], const float *copy, const float *packed, const float *bias) {
  ptrdiff_t kernel_row = (ptrdiff_t)K * C * TILE_FILTERS, x_row = (ptrdiff_t)columns * C;
  int at_once = (int)(WEIGHT_BYTES / (kernel_row * (ptrdiff_t)sizeof(float)));
  if (at_once < 1) at_once = 1;
  if (at_once > K) at_once = K;

  for (int f = 0; f < F; f += TILE_FILTERS, packed += K * kernel_row, bias += TILE_FILTERS)
    for (int i0 = 0; i0 < K; i0 += at_once)
      for (int r = r0; r < r1; r++) {
        /* skip kernel rows that lie above or below the image: they would add zeros */
        int from = i0, to = i0 + at_once < K ? i0 + at_once : K;
        while (from < to && r * S + from < top) from++;
        while (from < to && r * S + to - 1 - top > (A - 1) * spread) to--;

        /* the first time the sums start with the bias, then with what is there already */
        float *out = &y[r][0][f];
        tile_forward(Q, to - from, K * C, F - f, out, F, i0 == 0 ? bias : out, i0 == 0 ? 0 : F,
                   copy + ((r - r0) * S + from) * x_row, x_row, (ptrdiff_t)S * C, packed + from * kernel_row, TILE_FILTERS);
      }
}

/* The common core of forward and the way back: N images of A x B x C pixels to P x Q x F. */
static void convolve(int N, int A, int B, int C, int spread, int K, int F, int S, int P, int Q, int top, int left,
                     float y[restrict N][P][Q][F], const float x[N][A][B][C], const float *packed,
                     const float *bias, float *copies) {
  int bands = (P + BAND - 1) / BAND, columns = (Q - 1) * S + K;
  size_t copy_size = ((BAND - 1) * (size_t)S + (size_t)K) * (size_t)columns * (size_t)C;

#pragma omp parallel
  {
    float *copy = copies + (size_t)thread_number() * copy_size;
#pragma omp for collapse(2) schedule(static)
    for (int n = 0; n < N; n++)
      for (int m = 0; m < bands; m++) {
        int r0 = m * BAND, r1 = r0 + BAND < P ? r0 + BAND : P;
        copy_with_zeros(A, B, C, spread, (r1 - r0 - 1) * S + K, columns, top - r0 * S, left, (void *)copy, x[n]);
        band(A, spread, columns, C, K, F, S, Q, top, r0, r1, y[n], copy, packed, bias);
      }
  }
}

/* How many groups of TILE_FILTERS filters. */
static int groups(int F) { return (F + TILE_FILTERS - 1) / TILE_FILTERS; }

/*
 * Working memory for convolve() in one piece: the weights in the tile's order, the bias,
 * and a copy of a band for each thread. Null when memory is short.
 */
static float *working_memory(int C, int K, int F, int S, int Q, float **bias, float **copies) {
  size_t weights = (size_t)groups(F) * (size_t)(K * K) * (size_t)C * TILE_FILTERS;
  size_t biases = (size_t)groups(F) * TILE_FILTERS;
  size_t copy = ((BAND - 1) * (size_t)S + (size_t)K) * ((size_t)(Q - 1) * (size_t)S + (size_t)K) * (size_t)C;
  float *memory = allocate(weights + biases + (size_t)threads_available() * copy, sizeof(float));
  if (!memory) return NULL;
  *bias = memory + weights;
  *copies = *bias + biases;
  return memory;
}

void conv2d_forward_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                            float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                            const float b[F]) {
  float *bias, *copies, *memory = working_memory(C, K, F, S, Q, &bias, &copies);
  if (!memory) {
    conv2d_forward_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
    return;
  }

  /* packed[g][i][j][k][f] = w[i][j][k][g * TILE_FILTERS + f], zero past the last filter */
  float(*packed)[K][K][C][TILE_FILTERS] = (void *)memory;
  memcpy(bias, b, (size_t)F * sizeof(float));
  for (int f = 0; f < F; f += TILE_FILTERS) {
    size_t count = (size_t)(F - f < TILE_FILTERS ? F - f : TILE_FILTERS);
    for (int i = 0; i < K; i++)
      for (int j = 0; j < K; j++)
        for (int k = 0; k < C; k++)
          memcpy(packed[f / TILE_FILTERS][i][j][k], &w[i][j][k][f], count * sizeof(float));
  }

  convolve(N, H, W, C, 1, K, F, S, P, Q, top, left, y, x, memory, bias, copies);
  release(memory);
}

void conv2d_backward_input_blocked(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                   float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                   const float dy[N][P][Q][F]) {
  float *bias, *copies, *memory = working_memory(F, K, C, 1, W, &bias, &copies);
  if (!memory) {
    conv2d_backward_input_channels_innermost(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
    return;
  }

  /* turned by 180 degrees, channels and filters exchanged: packed[g][i][j][f][k] = w[K-1-i][K-1-j][g*TILE_FILTERS+k][f] */
  float(*packed)[K][K][F][TILE_FILTERS] = (void *)memory;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = 0; k < C; k++)
        for (int f = 0; f < F; f++)
          packed[k / TILE_FILTERS][i][j][f][k % TILE_FILTERS] = w[K - 1 - i][K - 1 - j][k][f];

  convolve(N, P, Q, F, S, K, C, 1, H, W, K - 1 - top, K - 1 - left, dx, dy, memory, bias, copies);
  release(memory);
}
