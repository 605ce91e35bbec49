/*
 * 14 cross_entropy (15 minutes)
 *
 * How wrong is the network? For one image: minus the logarithm of the
 * probability that the right class got. Return the mean over N images. Work
 * on the sums z, before softmax, so that log(0) cannot happen.
 * 신경망이 얼마나 틀렸을까요? 이미지마다 정답 클래스가 받은 확률의 로그에
 * 음의 부호를 붙입니다. 이미지 N장의 평균을 반환합니다. log(0)이 생기지
 * 않도록 소프트맥스를 거치기 전의 합 z로 계산합니다.
 *
 *     -log p  =  log(sum over v of exp(z[v] - max)) - (z[label] - max)
 *
 *     z 2 1 0, label 1: p is .2447, -log p is 1.4076
 */
#include <math.h>

float cross_entropy(int N, int U, const float z[N][U], const int label[N]) {
  /* TODO: your lines */
  return 0;
}
