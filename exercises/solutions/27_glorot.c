/*
 * 27 glorot (10 minutes)
 *
 * An untrained convolution's weights: evenly spread from -limit to limit. A
 * fan counts the numbers that meet in one sum: K*K*C come in, K*K*F go out.
 * 훈련하지 않은 합성곱 층의 가중치는 -limit부터 limit까지 고르게 퍼져
 * 있습니다. 들어오는 수는 K*K*C개, 나가는 수는 K*K*F개로 셉니다.
 *
 *     limit = sqrt(6 / (K*K*C + K*K*F))
 *     w[m] = limit * (2 u[m] - 1), u[m] drawn from 0 to 1
 *
 *     K 3, C 1, F 32: limit .142134; u 0 .5 .75  ->  -.142134 0 .071067
 */
#include <math.h>

void glorot(int K, int C, int F, int count, float w[], const float u[]) {
  // [answer]
  float limit = sqrtf(6.0f / (float)(K * K * C + K * K * F));
  for (int m = 0; m < count; m++) w[m] = limit * (2 * u[m] - 1);
  // [end]
}
