/*
 * 36 winograd_1d (25 minutes, optional)
 *
 * Two neighbouring outputs of a kernel of three numbers: six products by the
 * definition, four by Winograd. Write the four products to m, the outputs to
 * y.
 * 수 세 개짜리 커널의 이웃한 출력 두 개를 구합니다. 정의대로면 곱셈이 여섯
 * 번이지만 위노그라드의 방법은 네 번입니다. 곱 네 개를 m에, 출력을 y에 씁니다.
 *
 *     m[0] = (d0 - d2) g0              m[1] = (d1 + d2) (g0 + g1 + g2)/2
 *     m[3] = (d1 - d3) g2              m[2] = (d2 - d1) (g0 - g1 + g2)/2
 *     y[0] = m[0] + m[1] + m[2]        y[1] = m[1] - m[2] - m[3]
 *
 *     d 1 2 3 4, g 1 2 3  ->  m -2 15 1 -6, y 14 20
 */
void winograd_1d(float m[4], float y[2], const float d[4], const float g[3]) {
  // [answer]
  m[0] = (d[0] - d[2]) * g[0];
  m[1] = (d[1] + d[2]) * 0.5f * (g[0] + g[1] + g[2]);
  m[2] = (d[2] - d[1]) * 0.5f * (g[0] - g[1] + g[2]);
  m[3] = (d[1] - d[3]) * g[2];
  y[0] = m[0] + m[1] + m[2];
  y[1] = m[1] - m[2] - m[3];
  // [end]
}
