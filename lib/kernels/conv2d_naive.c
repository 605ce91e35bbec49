/*
 * Convolution as it is defined, one output at a time: section 8-2's Conv2D down to the
 * last multiplication. Nothing here is done for speed's sake. The other paths
 * (conv2d_channels_innermost.c, conv2d_blocked.c, conv2d_winograd.c) are tested against it.
 *
 * Each loop nest first names an output, then runs over everything that the output is the
 * sum of, in the order written here, whoever calls it: so the bits do not depend on how
 * threads share out the images or the channels.
 *
 * Letters as in conv2d.h. h and v are the row and column of the image that tap (i, j) of the
 * kernel lies on when the kernel makes output (r, c): h = r*S+i-top, v = c*S+j-left.
 */
#include <stdbool.h>

#include "kernels/conv2d.h"

/* y[n][r][c][f] = b[f] + sum over i, j, k of x[n][h][v][k] * w[i][j][k][f] */
void conv2d_forward_naive(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                          float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                          const float b[F]) {
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++)
        for (int f = 0; f < F; f++) {
          float sum = b[f];
          for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++) {
              int h = r * S + i - top, v = c * S + j - left;
              bool inside = 0 <= h && h < H && 0 <= v && v < W;
              if (!inside) continue; /* a zero of the padding adds nothing */

              for (int k = 0; k < C; k++) sum += x[n][h][v][k] * w[i][j][k][f];
            }
          y[n][r][c][f] = sum;
        }
}

/* dw[i][j][k][f] = sum over n, r, c of x[n][h][v][k] * dy[n][r][c][f];  db[f] = sum over n, r, c of dy[n][r][c][f] */
void conv2d_backward_kernel_naive(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                  int k0, int k1, float dw[restrict K][K][C][F], float db[restrict F],
                                  const float x[N][H][W][C], const float dy[N][P][Q][F]) {
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = k0; k < k1; k++)
        for (int f = 0; f < F; f++) {
          float sum = 0;
          for (int n = 0; n < N; n++)
            for (int r = 0; r < P; r++)
              for (int c = 0; c < Q; c++) {
                int h = r * S + i - top, v = c * S + j - left;
                bool inside = 0 <= h && h < H && 0 <= v && v < W;
                if (inside) sum += x[n][h][v][k] * dy[n][r][c][f];
              }
          dw[i][j][k][f] = sum;
        }

  if (k0 > 0) return; /* the bias goes with the first channel */
  for (int f = 0; f < F; f++) {
    float sum = 0;
    for (int n = 0; n < N; n++)
      for (int r = 0; r < P; r++)
        for (int c = 0; c < Q; c++) sum += dy[n][r][c][f];
    db[f] = sum;
  }
}

/*
 * dx[n][h][v][k] = sum over i, j, f of w[i][j][k][f] * dy[n][r][c][f], for the outputs
 * (r, c) that saw pixel (h, v) through tap (i, j): h = r*S+i-top, so r = (h+top-i) / S.
 */
void conv2d_backward_input_naive(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                 float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                 const float dy[N][P][Q][F]) {
  for (int n = 0; n < N; n++)
    for (int h = 0; h < H; h++)
      for (int v = 0; v < W; v++)
        for (int k = 0; k < C; k++) {
          float sum = 0;
          for (int i = 0; i < K; i++)
            for (int j = 0; j < K; j++) {
              /* the kernel moves S pixels at a time: it may have stepped over this place */
              int down = h + top - i, right = v + left - j;
              if (down < 0 || down % S != 0 || right < 0 || right % S != 0) continue;

              int r = down / S, c = right / S;
              if (r >= P || c >= Q) continue;

              for (int f = 0; f < F; f++) sum += w[i][j][k][f] * dy[n][r][c][f];
            }
          dx[n][h][v][k] = sum;
        }
}
