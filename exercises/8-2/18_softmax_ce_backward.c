/*
 * 18 softmax_ce_backward (15 minutes)
 *
 * The first step back: how much does the mean loss of N images gain for each
 * unit of the sums z? Softmax and cross-entropy together make it simple.
 * 뒤로 가는 첫걸음입니다. 합 z가 1만큼 커질 때 이미지 N장의 평균 손실은
 * 얼마나 커질까요? 소프트맥스와 크로스엔트로피를 함께 보면 간단합니다.
 *
 *     dz[n][u] = (p[n][u] - (1 if u is label[n], else 0)) / N
 *
 *     p .6652 .2447 .0900, label 1, N 1  ->  .6652 -.7553 .0900
 */
void softmax_ce_backward(int N, int U, float dz[restrict N][U],
                         const float p[N][U], const int label[N]) {
  /* TODO: your lines */
}
