/*
 * 21 max_pooling_backward (15 minutes)
 *
 * Max pooling backward, one image: each dy goes to the place that won its
 * window. A place that won several windows gets the sum; all others zero.
 * 최대 풀링을 거꾸로 지나갑니다. 이미지는 한 장입니다. dy는 창에서 이긴
 * 자리로 돌아갑니다. 여러 창에서 이긴 자리는 합을 받고, 나머지는 0입니다.
 *
 *     winner[r][c][k] is row * W + column of the place that won
 *
 *     x 1 9 2   windows 2x2, stride 1: the 9 won both;
 *       0 3 4   dy 5 7  ->  dx 0 12 0 / 0 0 0
 */
void max_pooling_backward(int H, int W, int C, int P, int Q,
                          float dx[restrict H][W][C],
                          const int winner[P][Q][C],
                          const float dy[P][Q][C]) {
  /* TODO: your lines */
}
