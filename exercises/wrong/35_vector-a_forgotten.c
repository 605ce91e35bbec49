// hint: a_forgotten
#include "kernels/vector.h"

void vector(int count, float a, float y[], const float w[]) {
  int m = 0;
  for (; m + WIDTH <= count; m += WIDTH)
    vector_store(y + m, vector_load(y + m) + vector_load(w + m));
  for (; m < count; m++) y[m] += w[m];
}
