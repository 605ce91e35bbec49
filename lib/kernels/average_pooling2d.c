/* Average pooling: see average_pooling2d.h. */
#include "kernels/average_pooling2d.h"

#include <string.h>

/* the part of output r's window that lies on `size` pixels: from *first to before *end */
static void inside(int r, int K, int S, int before, int size, int *first, int *end) {
  *first = r * S - before > 0 ? r * S - before : 0;
  *end = r * S - before + K < size ? r * S - before + K : size;
}

/* y[n][r][c][k] = sum of x[n][h][v][k] / m, over the m pixels h, v of the window that are inside */
void average_pooling2d_forward(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                               float y[restrict N][P][Q][C], const float x[N][H][W][C]) {
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++) {
        int h0, h1, v0, v1;
        inside(r, K, S, top, H, &h0, &h1);
        inside(c, K, S, left, W, &v0, &v1);
        memset(y[n][r][c], 0, sizeof y[n][r][c]);
        for (int h = h0; h < h1; h++)
          for (int v = v0; v < v1; v++)
            for (int k = 0; k < C; k++) y[n][r][c][k] += x[n][h][v][k];
        for (int k = 0; k < C; k++) y[n][r][c][k] /= (float)((h1 - h0) * (v1 - v0));
      }
}

/* dx[n][h][v][k] += dy[n][r][c][k] / m, for each pixel that took part */
void average_pooling2d_backward(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                                float dx[restrict N][H][W][C], const float dy[N][P][Q][C]) {
  memset(dx, 0, sizeof(float[N][H][W][C]));
  for (int n = 0; n < N; n++)
    for (int r = 0; r < P; r++)
      for (int c = 0; c < Q; c++) {
        int h0, h1, v0, v1;
        inside(r, K, S, top, H, &h0, &h1);
        inside(c, K, S, left, W, &v0, &v1);
        for (int h = h0; h < h1; h++)
          for (int v = v0; v < v1; v++)
            for (int k = 0; k < C; k++) dx[n][h][v][k] += dy[n][r][c][k] / (float)((h1 - h0) * (v1 - v0));
      }
}
