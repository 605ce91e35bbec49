// hint: maximum_from_zero
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  for (int n = 0; n < N; n++) {
    float max = 0, sum = 0;
    for (int u = 0; u < U; u++)
      if (z[n][u] > max) max = z[n][u];

    for (int u = 0; u < U; u++) {
      p[n][u] = expf(z[n][u] - max);
      sum += p[n][u];
    }
    for (int u = 0; u < U; u++) p[n][u] /= sum;
  }
}
