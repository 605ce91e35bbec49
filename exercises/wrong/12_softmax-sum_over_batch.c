// hint: sum_over_batch
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  float sum = 0;
  for (int n = 0; n < N; n++) {
    float max = z[n][0];
    for (int u = 1; u < U; u++) max = fmaxf(max, z[n][u]);
    for (int u = 0; u < U; u++) sum += p[n][u] = expf(z[n][u] - max);
  }
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) p[n][u] /= sum;
}
