/*
 * Max pooling: see max_pooling2d.h. In section 8-2 a 2x2 window halves height and width
 * after each convolution. Channels lie next to each other in memory, so they are the innermost loop and go many at a time.
 */
#include "kernels/max_pooling2d.h"

#include <stdbool.h>
#include <string.h>

/* y[n][r][c][k] = max over i, j of x[n][r*S+i-top][c*S+j-left][k] */
void max_pooling2d_forward(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                           float y[restrict N][P][Q][C], int winner[restrict N][P][Q][C],
                           const float x[N][H][W][C]) {
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++) {
        /* the part of the window that lies on the image: rows h0 to h1 - 1, columns v0 to v1 - 1 */
        int h0 = r * S - top, v0 = c * S - left;
        int h1 = h0 + K < H ? h0 + K : H, v1 = v0 + K < W ? v0 + K : W;
        if (h0 < 0) h0 = 0;
        if (v0 < 0) v0 = 0;

        /* its first pixel leads (zero would be wrong: all of them may be negative) */
        for (int k = 0; k < C; k++) {
          y[n][r][c][k] = x[n][h0][v0][k];
          winner[n][r][c][k] = h0 * W + v0;
        }

        /* a later one takes the lead only by being larger, so the first of equals wins */
        for (int h = h0; h < h1; h++)
          for (int v = v0; v < v1; v++)
            for (int k = 0; k < C; k++) {
              bool larger = x[n][h][v][k] > y[n][r][c][k];
              y[n][r][c][k] = larger ? x[n][h][v][k] : y[n][r][c][k];
              winner[n][r][c][k] = larger ? h * W + v : winner[n][r][c][k];
            }
      }
}

/* dx[n][h][v][k] = sum over the windows r, c that pixel (h, v) won of dy[n][r][c][k] */
void max_pooling2d_backward(int N, int H, int W, int C, int P, int Q, float dx[restrict N][H][W][C],
                            const int winner[N][P][Q][C], const float dy[N][P][Q][C]) {
  for (int n = 0; n < N; n++) {
    memset(dx[n], 0, sizeof dx[n]);

    /* the image as one row of H * W pixels, counted as winner counts them */
    float(*pixel)[C] = dx[n][0];
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++)
        for (int k = 0; k < C; k++) pixel[winner[n][r][c][k]][k] += dy[n][r][c][k];
  }
}
