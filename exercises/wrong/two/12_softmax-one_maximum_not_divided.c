// hints: one_maximum not_divided
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  float max = z[0][0];
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) max = fmaxf(max, z[n][u]);
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) p[n][u] = expf(z[n][u] - max);
}
