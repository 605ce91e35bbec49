// hint: same_array
#include <stdbool.h>
#include <string.h>

void forward_until(int until, int size,
                   void (*const layer[])(bool training, int size, float y[],
                                         const float x[]),
                   const bool relu[], float y[], const float x[]) {
  for (int m = 0; m <= until; m++) {
    layer[m](false, size, y, m == 0 ? x : y);
    for (int i = 0; i < size; i++)
      if (relu[m] && y[i] < 0) y[i] = 0;
  }
}
