/*
 * 11 dense (15 minutes)
 *
 * Every input meets every neuron: N images, I inputs, U neurons, a bias for
 * each neuron.
 * 모든 입력이 모든 뉴런과 만납니다. 이미지 N장, 입력 I개, 뉴런 U개이고
 * 뉴런마다 절편이 하나씩 있습니다.
 *
 *     y[n][u] = b[u] + sum over i of  x[n][i] * w[i][u]
 *
 *     x 1 2 3    w 1  0    b .5 -.5    y 7.5 -1.5
 *                  0  1
 *                  2 -1                1*1 + 2*0 + 3*2 + .5 = 7.5
 */
void dense(int N, int I, int U, float y[restrict N][U], const float x[N][I],
           const float w[I][U], const float b[U]) {
  /* TODO: your lines */
}
