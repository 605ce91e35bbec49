// hint: mean_not_taken
#include <math.h>

void mean_std(int n, double *mean, double *std, const float x[n]) {
  double sum = 0, squares = 0;
  for (int m = 0; m < n; m++) sum += x[m];
  *mean = sum / n;
  for (int m = 0; m < n; m++) squares += x[m] * x[m];
  *std = sqrt(squares / n);
}
