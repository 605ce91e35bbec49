// hint: out_of_bounds
#include <stdbool.h>
#include <string.h>

void forward_until(int until, int size,
                   void (*const layer[])(bool training, int size, float y[],
                                         const float x[]),
                   const bool relu[], float y[], const float x[]) {
  float before[16] = {0};
  memcpy(before, x, sizeof x);
  for (int m = 0; m <= until; m++) {
    layer[m](false, size, y, before);
    for (int i = 0; i < size && relu[m]; i++)
      if (y[i] < 0) y[i] = 0;
    memcpy(before, y, sizeof y);
  }
}
