/* Dropout with inverted scaling: see dropout.h. */
#include "kernels/dropout.h"

/* y[m] = 0 where u[m] < rate, else x[m] / (1 - rate) */
void dropout_forward(int count, float rate, float y[], const float x[], const float u[]) {
#pragma omp simd
  for (int m = 0; m < count; m++) y[m] = u[m] < rate ? 0 : x[m] / (1 - rate);
}

/* dx[m] = 0 where u[m] < rate, else dy[m] / (1 - rate) */
void dropout_backward(int count, float rate, float dx[], const float dy[], const float u[]) {
#pragma omp simd
  for (int m = 0; m < count; m++) dx[m] = u[m] < rate ? 0 : dy[m] / (1 - rate);
}
