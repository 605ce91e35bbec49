/*
 * 09 max_pooling (20 minutes)
 *
 * Keep the largest number of each K x K window, channel by channel; the
 * windows stand S apart. winner remembers where it stood in the image, as
 * row * W + column; of equal numbers the first wins, row by row.
 * 채널마다 K x K 창에서 가장 큰 수만 남깁니다. 창은 S칸씩 움직입니다.
 * winner에는 그 수가 이미지의 어디에 있었는지를 행 * W + 열로 씁니다. 같은
 * 수가 여럿이면 행 순서로 먼저 나온 것을 고릅니다.
 *
 *     y[r][c][k] = max over i, j of  x[r*S+i][c*S+j][k]
 *
 *     x 1 3 -1 -4    K 2, S 2    y 3 -1    winner 1  2
 *       2 0 -2 -1                  5  0           8 10
 *       5 5  0  0
 *       4 5  0  0
 */
void max_pooling(int H, int W, int C, int K, int S, int P, int Q,
                 float y[restrict P][Q][C], int winner[restrict P][Q][C],
                 const float x[H][W][C]) {
  /* TODO: your lines */
}
