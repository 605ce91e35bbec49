// hint: when
// first index: g[0] for g[i]
#include <math.h>

void adam(int count, int t, float learning_rate, float beta_1, float beta_2,
          float epsilon, float w[restrict], float m[restrict],
          float v[restrict], const float g[restrict]) {
  float correction = sqrtf(1 - powf(beta_2, (float)t)) / (1 - powf(beta_1, (float)t));
  for (int i = 0; i < count; i++) {
    m[i] = beta_1 * m[i] + (1 - beta_1) * *g;
    v[i] = beta_2 * v[i] + (1 - beta_2) * *g * *g;
    w[i] -= learning_rate * correction * m[i] / (sqrtf(v[i]) + epsilon);
  }
}
