/*
 * 35 vector (15 minutes, optional)
 *
 * Many at once: y[m] += a * w[m], WIDTH numbers with each instruction. What is
 * left at the end is less than a Vector: do it number by number.
 * 한꺼번에 여러 개를 계산합니다. y[m] += a * w[m]을 명령 하나에 WIDTH개씩
 * 합니다. 끝에 남는, 벡터 하나가 못 되는 수는 하나씩 계산합니다.
 *
 *     Vector v = vector_load(p);   WIDTH floats from any address
 *     v + a * u                    all WIDTH places at once
 *     vector_store(p, v);          see lib/kernels/vector.h
 *
 *     a 2, y 1 1 1, w 1 2 3  ->  y 3 5 7
 */
#include "kernels/vector.h"

void vector(int count, float a, float y[], const float w[]) {
  /* TODO: your lines */
}
