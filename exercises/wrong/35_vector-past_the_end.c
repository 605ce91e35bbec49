// hint: out_of_bounds
#include "kernels/vector.h"

void vector(int count, float a, float y[], const float w[]) {
  for (int m = 0; m < count; m += WIDTH)
    vector_store(y + m, vector_load(y + m) + a * vector_load(w + m));
}
