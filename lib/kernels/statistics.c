/*
 * Mean, standard deviation, histogram and argmax, as NumPy has them: see statistics.h.
 * Section 8-3 describes the weights of the first layer with them.
 */
#include "kernels/statistics.h"

#include <math.h>

void mean_std(int n, double *mean, double *std, const float x[n]) {
  /* mean = sum x[i] / n */
  double sum = 0;
  for (int i = 0; i < n; i++) sum += (double)x[i];
  *mean = sum / n;

  /* std = sqrt(sum (x[i] - mean)^2 / n) */
  double squares = 0;
  for (int i = 0; i < n; i++) squares += ((double)x[i] - *mean) * ((double)x[i] - *mean);
  *std = sqrt(squares / n);
}

/* smallest and largest value; 0, or -1 when one is not finite */
static int value_range(int n, double *low, double *high, const float x[n]) {
  *low = *high = (double)x[0];
  for (int i = 0; i < n; i++) {
    if (!isfinite(x[i])) return -1;
    *low = fmin(*low, (double)x[i]);
    *high = fmax(*high, (double)x[i]);
  }
  return 0;
}

int histogram(int n, int bins, int count[bins], double edge[bins + 1], const float x[n]) {
  double low, high;
  if (value_range(n, &low, &high, x) != 0) return -1;
  if (low == high) {
    /* NumPy takes 0.5, which is nothing beside a number from 2^53 on */
    double half = fmax(0.5, fabs(low) / (1 << 20));
    low -= half;
    high += half;
  }
  for (int i = 0; i < bins; i++) count[i] = 0;
  for (int i = 0; i <= bins; i++) edge[i] = i < bins ? low + i * (high - low) / bins : high;

  for (int i = 0; i < n; i++) {
    int bin = (int)(((double)x[i] - low) / (high - low) * bins);
    if (bin == bins) bin--; /* the last bin is closed */

    /* the quotient was rounded; the edges decide */
    if ((double)x[i] < edge[bin])
      bin--;
    else if (bin < bins - 1 && (double)x[i] >= edge[bin + 1])
      bin++;
    count[bin]++;
  }
  return 0;
}

int argmax(int n, const float x[n]) {
  int largest = 0;
  for (int i = 1; i < n; i++)
    if (x[i] > x[largest]) largest = i;
  return largest;
}
