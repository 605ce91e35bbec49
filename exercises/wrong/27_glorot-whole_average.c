// hint: whole_average
#include <math.h>

void glorot(int K, int C, int F, int count, float w[], const float u[]) {
  int fan_in = K * K * C, fan_out = K * K * F;
  float limit = sqrtf(3.0f / ((fan_in + fan_out) / 2));
  for (int m = 0; m < count; m++) w[m] = limit * (2 * u[m] - 1);
}
