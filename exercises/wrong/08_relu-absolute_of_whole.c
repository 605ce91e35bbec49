// hint: when
#include <stdlib.h>

void relu(int count, float y[], const float x[]) {
  for (int m = 0; m < count; m++) y[m] = (x[m] + (float)abs((int)x[m])) / 2;
}
