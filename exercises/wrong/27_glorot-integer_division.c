// hint: whole_quotient
#include <math.h>

void glorot(int K, int C, int F, int count, float w[], const float u[]) {
  float limit = sqrtf(6 / (K * K * (C + F)));
  for (int m = 0; m < count; m++) w[m] = limit * u[m] * 2 - limit;
}
