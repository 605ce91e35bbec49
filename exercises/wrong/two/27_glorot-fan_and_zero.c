// hints: fan_without_kernel from_zero
#include <math.h>

void glorot(int K, int C, int F, int count, float w[], const float u[]) {
  float limit = sqrtf(6.0f / (C + F));
  for (int m = 0; m < count; m++) w[m] = u[m] * limit;
}
