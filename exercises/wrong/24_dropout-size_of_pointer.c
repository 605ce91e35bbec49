// hint: out_of_bounds
#include <stdbool.h>

void dropout(int count, float rate, bool training, float y[], const float x[],
             const float u[]) {
  for (int m = 0; m < (int)(sizeof y / sizeof y[0]); m++) {
    if (!training) y[m] = x[m];
    else y[m] = u[m] < rate ? 0 : x[m] / (1 - rate);
  }
}
