// hint: one_array
#include <stdbool.h>
#include <string.h>

void forward_until(int until, int size,
                   void (*const layer[])(bool training, int size, float y[],
                                         const float x[]),
                   float y[], const float x[]) {
  for (int m = 0; m <= until; m++) {
    layer[m](false, size, y, m == 0 ? x : y);
  }
}
