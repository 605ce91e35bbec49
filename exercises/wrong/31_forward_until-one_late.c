// hint: one_late
#include <stdbool.h>
#include <string.h>

void forward_until(int until, int size,
                   void (*const layer[])(bool training, int size, float y[],
                                         const float x[]),
                   const bool relu[], float y[], const float x[]) {
  float a[size];
  memcpy(y, x, sizeof a);
  for (int m = 0; m <= until + 1; m++) {
    memcpy(a, y, sizeof a);
    layer[m](false, size, y, a);
    for (int i = 0; i < size; i++)
      if (relu[m] && y[i] < 0) y[i] = 0;
  }
}
