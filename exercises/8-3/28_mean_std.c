/*
 * 28 mean_std (10 minutes)
 *
 * Mean and standard deviation of n numbers, as NumPy's x.mean() and x.std():
 * divided by n. Sum in double.
 * 넘파이의 x.mean(), x.std()처럼 수 n개의 평균과 표준편차를 구합니다. n으로
 * 나누고, 합은 double로 구합니다.
 *
 *     mean = sum x[m] / n    std = sqrt(sum (x[m] - mean)^2 / n)
 *
 *     1 2 3 4 10  ->  4, 3.1623
 */
#include <math.h>

void mean_std(int n, double *mean, double *std, const float x[n]) {
  /* TODO: your lines */
}
