/*
 * 25 adam (25 minutes)
 *
 * One step of Adam. Two running averages for each weight, of its gradient and
 * of the square; a step is the first divided by the root of the second. Both
 * begin at zero; the factor in front makes up for that. t is 1 at first.
 * Adam의 한 스텝입니다. 가중치마다 그레이디언트의 이동 평균과 그 제곱의 이동
 * 평균을 두고, 앞의 것을 뒤의 것의 제곱근으로 나눈 만큼 움직입니다. 둘 다
 * 0에서 시작하므로 앞의 계수로 보정합니다. 첫 스텝의 t는 1입니다.
 *
 *     m = beta_1 m + (1 - beta_1) g
 *     v = beta_2 v + (1 - beta_2) g g
 *     w = w - learning_rate * sqrt(1 - beta_2^t) / (1 - beta_1^t)
 *             * m / (sqrt(v) + epsilon)
 *     beta^t is a power: powf(beta, t). C's own ^ does something else.
 *
 *     g .5: the first step is .00099999; then g -.25: .00026634
 */
#include <math.h>

void adam(int count, int t, float learning_rate, float beta_1, float beta_2,
          float epsilon, float w[restrict], float m[restrict],
          float v[restrict], const float g[restrict]) {
  /* TODO: your lines */
}
