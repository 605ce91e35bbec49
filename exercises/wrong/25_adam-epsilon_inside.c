// hint: epsilon_inside
#include <math.h>

void adam(int count, int t, float learning_rate, float beta_1, float beta_2,
          float epsilon, float w[restrict], float m[restrict],
          float v[restrict], const float g[restrict]) {
  float one = 1 - powf(beta_1, (float)t), two = 1 - powf(beta_2, (float)t);
  for (int i = 0; i < count; i++) {
    m[i] = beta_1 * m[i] + (1 - beta_1) * g[i];
    v[i] = beta_2 * v[i] + (1 - beta_2) * g[i] * g[i];
    w[i] -= learning_rate * m[i] / one / (sqrtf(v[i] / two) + epsilon);
  }
}
