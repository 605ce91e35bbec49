/*
 * Conv2D, second rung: the same sums in another order.
 *
 * What changed from the rung below (conv2d_naive.c): nothing but the order of the loops.
 * The definition takes one output, and walks through all its products before the next one
 * begins. Here the filters, whose numbers lie side by side in y and w, come innermost:
 *
 *     for each kernel place (i, j) and channel k
 *       one number of the image       x
 *       times F numbers of the kernel | w0 | w1 | w2 | ... |     side by side in memory
 *       added to F sums               | y0 | y1 | y2 | ... |     side by side in memory
 *
 * Why it helps: the compiler turns the innermost loop into vector instructions, 4 to 16
 * filters at a time, and memory is read in the order in which it lies. In the naive order
 * each weight stands F numbers after the last one, and each addition has to wait for the
 * one before. Every output is still summed in the order i, j, k: the same bits.
 */
#include <string.h>

#include "base/memory.h"
#include "kernels/conv2d_ladder.h"

/* y[n][r][c][f] = b[f] + sum over i, j, k of  x[n][r*S+i-top][c*S+j-left][k] * w[i][j][k][f] */
void conv2d_forward_channels_innermost(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                                       int left, float y[restrict N][P][Q][F], const float x[N][H][W][C],
                                       const float w[K][K][C][F], const float b[F]) {
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++) {
        memcpy(y[n][r][c], b, (size_t)F * sizeof(float));
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r * S + i - top, v = c * S + j - left;
            if (h < 0 || h >= H || v < 0 || v >= W) continue;
            for (int k = 0; k < C; k++)
              for (int f = 0; f < F; f++) y[n][r][c][f] += x[n][h][v][k] * w[i][j][k][f];
          }
      }
}

/* dw[i][j][k][f] = sum over n, r, c of  x[n][r*S+i-top][c*S+j-left][k] * dy[n][r][c][f];  db[f] = sum of dy[n][r][c][f] */
void conv2d_backward_kernel_channels_innermost(int N, int H, int W, int C, int K, int F, int S, int P, int Q,
                                               int top, int left, int k0, int k1, float dw[restrict K][K][C][F],
                                               float db[restrict F], const float x[N][H][W][C],
                                               const float dy[N][P][Q][F]) {
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = k0; k < k1; k++) {
        memset(dw[i][j][k], 0, sizeof dw[i][j][k]);
        for (int n = 0; n < N; n++)
          for (int r = 0; r < P; r++)
            for (int c = 0; c < Q; c++) {
              int h = r * S + i - top, v = c * S + j - left;
              if (h < 0 || h >= H || v < 0 || v >= W) continue;
              for (int f = 0; f < F; f++) dw[i][j][k][f] += x[n][h][v][k] * dy[n][r][c][f];
            }
      }

  if (k0 > 0) return; /* the bias goes with the first channel */
  memset(db, 0, sizeof(float[F]));
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++)
        for (int f = 0; f < F; f++) db[f] += dy[n][r][c][f];
}

/* dx[n][h][v][k] = sum over all (r, i), (c, j), f with r*S+i-top = h, c*S+j-left = v of  w[i][j][k][f] * dy[n][r][c][f] */
void conv2d_backward_input_channels_innermost(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                                              int left, float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                              const float dy[N][P][Q][F]) {
  /* here the channels must come innermost, so the kernel is turned first: turned[i][j][f][k] = w[i][j][k][f] */
  float(*turned)[K][F][C] = allocate((size_t)K, sizeof *turned);
  if (!turned) {
    conv2d_backward_input_naive(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
    return;
  }
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = 0; k < C; k++)
        for (int f = 0; f < F; f++) turned[i][j][f][k] = w[i][j][k][f];

  memset(dx, 0, sizeof(float[N][H][W][C]));
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++)
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r * S + i - top, v = c * S + j - left;
            if (h < 0 || h >= H || v < 0 || v >= W) continue;
            for (int f = 0; f < F; f++)
              for (int k = 0; k < C; k++) dx[n][h][v][k] += turned[i][j][f][k] * dy[n][r][c][f];
          }
  release(turned);
}
