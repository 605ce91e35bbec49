/* What follows the sum in a neuron: see activations.h. */
#include "kernels/activations.h"

#include <math.h>

/* y[m] = max(0, x[m]) */
void relu_forward(int count, float y[], const float x[]) {
  /* asked this way round, a NaN stays a NaN and is noticed */
#pragma omp simd
  for (int m = 0; m < count; m++) y[m] = x[m] <= 0 ? 0 : x[m];
}

/* dx[m] = dy[m] where x[m] > 0, else 0 */
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
#pragma omp simd
  for (int m = 0; m < count; m++) dx[m] = x[m] > 0 ? dy[m] : 0;
}

/* p[n][u] = exp(z[n][u] - max) / sum over v of exp(z[n][v] - max) */
void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  for (int n = 0; n < N; n++) {
    float max = z[n][0];
    for (int u = 1; u < U; u++)
      if (z[n][u] > max) max = z[n][u];

    float sum = 0;
    for (int u = 0; u < U; u++) {
      p[n][u] = expf(z[n][u] - max);
      sum += p[n][u];
    }

    for (int u = 0; u < U; u++) p[n][u] /= sum;
  }
}
