// hint: unchanged
#include <math.h>

void adam(int count, int t, float learning_rate, float beta_1, float beta_2,
          float epsilon, float w[restrict], float m[restrict],
          float v[restrict], const float g[restrict]) {
  for (int i = 0; i < count; i++) {
    float first = beta_1 * m[i] + (1 - beta_1) * g[i];
    float second = beta_2 * v[i] + (1 - beta_2) * g[i] * g[i];
    w[i] -= learning_rate * sqrtf(1 - powf(beta_2, t)) / (1 - powf(beta_1, t)) * first / (sqrtf(second) + epsilon);
  }
}
