// hint: float_sum
#include <math.h>

void mean_std(int n, double *mean, double *std, const float x[n]) {
  float sum = 0;
  double squares = 0;
  for (int m = 0; m < n; m++) sum += x[m];
  *mean = (double)sum / n;
  for (int m = 0; m < n; m++) {
    double difference = (double)x[m] - *mean;
    squares += difference * difference;
  }
  *std = sqrt(squares / n);
}
