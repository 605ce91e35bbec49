// hint: too_wide
#include "kernels/vector.h"

void vector(int count, float a, float y[], const float w[]) {
  int m = 0, step = 2 * WIDTH;
  for (; m + step <= count; m += step)
    vector_store(y + m, vector_load(y + m) + a * vector_load(w + m));
  for (; m < count; m++) y[m] += a * w[m];
}
