/* The plain ways that the speed exercises are compared with: one number after the other, as the formula says. */
#include "plain.h"

void plain_convolution(int H, int W, int C, int K, int F, int P, int Q, float y[restrict P][Q][F],
                       const float x[H][W][C], const float w[K][K][C][F], const float b[F]) {
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int f = 0; f < F; f++) {
        float sum = b[f];
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++)
            for (int k = 0; k < C; k++) sum += x[r + i][c + j][k] * w[i][j][k][f];
        y[r][c][f] = sum;
      }
}

void plain_row(int count, int K, int F, float y[restrict count][F], const float x[count + K - 1], const float w[K][F]) {
  for (int c = 0; c < count; c++)
    for (int f = 0; f < F; f++) {
      float sum = 0;
      for (int i = 0; i < K; i++) sum += x[c + i] * w[i][f];
      y[c][f] = sum;
    }
}

void plain_sum(int count, float a, float y[], const float w[]) {
  for (int m = 0; m < count; m++) y[m] += a * w[m];
}
