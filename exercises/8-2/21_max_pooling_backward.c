/*
 * 21 max_pooling_backward (15 minutes)
 *
 * Max pooling backward, one image. winner[r][c][k] is row * W + column of the
 * place that won. Only the winner of a window moved its y: who gets its dy,
 * and what does a place get that won several windows, or none?
 * 최대 풀링을 거꾸로 지나갑니다. 이미지는 한 장입니다. winner[r][c][k]는 이긴
 * 자리의 행 * W + 열입니다. 창의 y는 이긴 자리만 움직였습니다. dy는 누가
 * 받을까요? 여러 창에서 이긴 자리와 한 번도 못 이긴 자리는 얼마를 받을까요?
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
