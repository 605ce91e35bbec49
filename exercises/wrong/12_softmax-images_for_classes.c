// hint: out_of_bounds
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  for (int n = 0; n < U; n++) {
    float max = z[n][0], sum = 0;
    for (int u = 1; u < N; u++) max = fmaxf(max, z[n][u]);
    for (int u = 0; u < N; u++) sum += expf(z[n][u] - max);
    for (int u = 0; u < N; u++) p[n][u] = expf(z[n][u] - max) / sum;
  }
}
