/**
 * @file statistics.h
 * What NumPy says about an array in sections 8-2 and 8-3: mean, standard deviation, histogram, argmax.
 */
#ifndef KERNELS_STATISTICS_H
#define KERNELS_STATISTICS_H

/**
 * Mean and standard deviation, `x.mean()` and `x.std()`: summed in double, and divided by
 * n > 0, not n - 1 (PyTorch's std divides by n - 1).
 *
 *     mean = sum x[i] / n        std = sqrt(sum (x[i] - mean)^2 / n)
 */
void mean_std(int n, double *mean, double *std, const float x[n]);

/**
 * `np.histogram(x, bins)` of n > 0 values: bins of equal width from the smallest value to the largest;
 * each holds its left edge, and the last one its right edge too. When all values are
 * the same, the bins go from half below to half above, as in NumPy.
 * @param count overwritten
 * @param edge  overwritten: bin i goes from edge[i] to edge[i + 1]
 * @return 0, or -1 when a value is not finite: then nothing is counted
 */
int histogram(int n, int bins, int count[bins], double edge[bins + 1], const float x[n]);

/** `np.argmax(x)`: where the largest of n > 0 values is, the first of equals. */
int argmax(int n, const float x[n]);

#endif
