// hint: first_image
// first index: z[0] for z[n]
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  for (int n = 0; n < N; n++) {
    float max = z[0][0], sum = 0;
    for (int u = 1; u < U; u++) max = fmaxf(max, z[0][u]);
    for (int u = 0; u < U; u++) sum += expf(z[0][u] - max);
    for (int u = 0; u < U; u++) p[n][u] = expf(z[0][u] - max) / sum;
  }
}
