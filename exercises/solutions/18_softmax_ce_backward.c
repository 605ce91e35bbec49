/*
 * 18 softmax_ce_backward (15 minutes)
 *
 * The first step back: how much does the mean loss of N images gain for each
 * unit of the sums z? Softmax and cross-entropy together make it simple.
 * 뒤로 가는 첫걸음입니다. 합 z가 1만큼 커질 때 이미지 N장의 평균 손실은
 * 얼마나 커질까요? 소프트맥스와 크로스엔트로피를 함께 보면 간단합니다.
 *
 *     nudge one z of the target, and one of another class: what do your slope
 *     (16) and cross_entropy (14) say? Compare with p.
 *     정답의 z 하나, 다른 클래스의 z 하나를 조금 움직여 보세요. slope(16번)와
 *     cross_entropy(14번)는 뭐라고 하나요? p와 견주어 보세요.
 *
 *     p .6652 .2447 .0900, label 1, N 1  ->  .6652 -.7553 .0900
 */
void softmax_ce_backward(int N, int U, float dz[restrict N][U],
                         const float p[N][U], const int label[N]) {
  // [answer]
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++)
      dz[n][u] = (p[n][u] - (u == label[n] ? 1.0f : 0.0f)) / (float)N;
  // [end]
}
