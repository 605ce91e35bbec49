// hint: crash
#include "kernels/vector.h"

void vector(int count, float a, float y[], const float w[]) {
  int m = 0;
  for (; m < count % WIDTH; m++) y[m] += a * w[m];
  for (; m < count; m += WIDTH)
    *(Vector *)(y + m) += a * *(const Vector *)(w + m);
}
