/* How wrong the network is, and the first step back from there: see losses.h. */
#include "kernels/losses.h"

#include <math.h>

/* loss[n] = log(sum over u of exp(z[n][u] - max)) - (z[n][label[n]] - max) */
void sparse_categorical_crossentropy(int N, int U, float loss[restrict N], const float z[N][U], const int label[N]) {
  for (int n = 0; n < N; n++) {
    float max = z[n][0];
    for (int u = 1; u < U; u++)
      if (z[n][u] > max) max = z[n][u];

    float sum = 0;
    for (int u = 0; u < U; u++) sum += expf(z[n][u] - max);

    loss[n] = logf(sum) - (z[n][label[n]] - max);
  }
}

/* dz[n][u] = (p[n][u] - (1 if u is label[n] else 0)) / batch */
void softmax_crossentropy_backward(int N, int U, int batch, float dz[restrict N][U], const float p[N][U],
                                   const int label[N]) {
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      float target = u == label[n] ? 1 : 0;
      dz[n][u] = (p[n][u] - target) / (float)batch;
    }
}
