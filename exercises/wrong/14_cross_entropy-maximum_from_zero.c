// hint: maximum_from_zero
#include <math.h>

float cross_entropy(int N, int U, const float z[N][U], const int label[N]) {
  float total = 0;
  for (int n = 0; n < N; n++) {
    float max = 0, sum = 0;
    for (int u = 0; u < U; u++)
      if (z[n][u] > max) max = z[n][u];

    for (int u = 0; u < U; u++) sum += expf(z[n][u] - max);
    total += logf(sum) - (z[n][label[n]] - max);
  }
  return total / (float)N;
}
