/*
 * 30 kernel_picture (5 minutes)
 *
 * Take the picture of one kernel out of all weights: filter f, channel k.
 * 전체 가중치에서 커널 하나의 그림을 꺼냅니다: 필터 f, 채널 k.
 *
 *     weights lie as Keras has them: row, column, channel, filter
 *
 *     2x2, 1 channel, 3 filters, weights 0 .. 11:  filter 1  ->  1 4
 *                                                                7 10
 */
void kernel_picture(int K, int C, int F, int k, int f, float picture[K][K],
                    const float w[K][K][C][F]) {
  // [answer]
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) picture[i][j] = w[i][j][k][f];
  // [end]
}
