/*
 * The dense layer: see dense.h. Units lie next to each other in memory: u is the innermost
 * loop, and a row of weights is read from front to back.
 */
#include "kernels/dense.h"

/* y[n][u] = b[u] + sum over i of x[n][i] * w[i][u] */
void dense_forward(int N, int I, int U, float y[restrict N][U], const float x[N][I], const float w[I][U],
                   const float b[U]) {
  for (int n = 0; n < N; n++) {
    for (int u = 0; u < U; u++) y[n][u] = b[u];
    for (int i = 0; i < I; i++)
      for (int u = 0; u < U; u++) y[n][u] += x[n][i] * w[i][u];
  }
}

/* dw[i][u] = sum over n of x[n][i] * dy[n][u];  db[u] = sum over n of dy[n][u] */
void dense_backward_kernel(int N, int I, int U, int i0, int i1, float dw[restrict I][U], float db[restrict U],
                           const float x[N][I], const float dy[N][U]) {
  for (int i = i0; i < i1; i++) {
    for (int u = 0; u < U; u++) dw[i][u] = 0;
    for (int n = 0; n < N; n++)
      for (int u = 0; u < U; u++) dw[i][u] += x[n][i] * dy[n][u];
  }

  if (i0 > 0) return; /* the bias goes with the first input */
  for (int u = 0; u < U; u++) db[u] = 0;
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) db[u] += dy[n][u];
}

/* dx[n][i] = sum over u of dy[n][u] * w[i][u] */
void dense_backward_input(int N, int I, int U, float dx[restrict N][I], const float w[I][U], const float dy[N][U]) {
  for (int n = 0; n < N; n++)
    for (int i = 0; i < I; i++) {
      float sum = 0;
#pragma omp simd reduction(+ : sum)
      for (int u = 0; u < U; u++) sum += dy[n][u] * w[i][u];
      dx[n][i] = sum;
    }
}
