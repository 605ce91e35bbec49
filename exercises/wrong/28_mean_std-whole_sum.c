// hint: whole_sum
#include <math.h>

void mean_std(int n, double *mean, double *std, const float x[n]) {
  int sum = 0;
  for (int m = 0; m < n; m++) sum += x[m];
  *mean = (double)sum / n;
  double squares = 0;
  for (int m = 0; m < n; m++) squares += (x[m] - *mean) * (x[m] - *mean);
  *std = sqrt(squares / n);
}
