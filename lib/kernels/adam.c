/* The optimizer Adam, as Keras has it: formula and source in adam.h. */
#include "kernels/adam.h"

#include <math.h>

void adam_step(int count, int t, float learning_rate, float beta_1, float beta_2, float epsilon, float w[restrict],
               float m[restrict], float v[restrict], const float g[restrict]) {
  /* the averages began at zero: after t steps they hold only this part of the slopes */
  double part_1 = 1 - pow(beta_1, t), part_2 = 1 - pow(beta_2, t);
  float rate = (float)(learning_rate * sqrt(part_2) / part_1);

#pragma omp simd
  for (int p = 0; p < count; p++) {
    m[p] = beta_1 * m[p] + (1 - beta_1) * g[p];
    v[p] = beta_2 * v[p] + (1 - beta_2) * g[p] * g[p];
    w[p] -= rate * m[p] / (sqrtf(v[p]) + epsilon);
  }
}
