// hint: no_exponential
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  for (int n = 0; n < N; n++) {
    float sum = 0;
    for (int u = 0; u < U; u++) sum += z[n][u];
    for (int u = 0; u < U; u++) p[n][u] = z[n][u] / sum;
  }
}
