// hint: input_twice
#include <math.h>

void glorot(int K, int C, int F, int count, float w[], const float u[]) {
  float limit = sqrtf(3.0f / (float)(K * K * C));
  for (int m = 0; m < count; m++) w[m] = limit * (2 * u[m] - 1);
}
