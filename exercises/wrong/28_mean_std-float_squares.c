// hint: float_squares
#include <math.h>

void mean_std(int n, double *mean, double *std, const float x[n]) {
  float sum = 0, squares = 0;
  for (int m = 0; m < n; m++) {
    sum += x[m];
    squares += x[m] * x[m];
  }
  float average = sum / (float)n;
  *mean = average;
  *std = sqrtf(squares / (float)n - average * average);
}
