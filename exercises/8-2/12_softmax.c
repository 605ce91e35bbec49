/*
 * 12 softmax (15 minutes)
 *
 * Turn each image's sums z into probabilities: positive, and 1 in all. First
 * take the row's largest away, or expf overflows.
 * 이미지마다 합 z를 확률로 바꿉니다. 모두 양수이고 더하면 1입니다. 먼저 그
 * 행에서 가장 큰 수를 뺍니다. 그러지 않으면 expf가 넘칩니다.
 *
 *     p[n][u] = exp(z[n][u] - max) / sum over v of exp(z[n][v] - max)
 *
 *     z 2 1 0  ->  p 0.6652 0.2447 0.0900;  1000 999 998: the same
 */
#include <math.h>

void softmax(int N, int U, float p[restrict N][U], const float z[N][U]) {
  /* TODO: your lines */
}
