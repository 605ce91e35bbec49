/*
 * 07 conv_channels (30 minutes)
 *
 * The whole convolution of one image: C channels, F filters, a bias for each
 * filter, and p zeros before the first row and column. A tap that hangs over
 * the edge adds nothing. y has P rows and Q columns.
 * 이미지 한 장의 합성곱 전체입니다: 채널 C개, 필터 F개, 필터마다 절편 하나,
 * 첫 행과 첫 열 앞의 패딩 p칸. 가장자리를 벗어난 자리는 더하지 않습니다.
 * y는 P행 Q열입니다.
 *
 *     y[r][c][f] = b[f] + sum over i, j, k of
 *                         x[r+i-p][c+j-p][k] * w[i][j][k][f]
 *
 *     2x2 pixels, channels 1 2 3 4 and 10 20 30 40, w all ones, b .5, p 0:
 *     1+10 + 2+20 + 3+30 + 4+40 + .5 = 110.5
 */
void conv_channels(int H, int W, int C, int K, int F, int P, int Q, int p,
                   float y[restrict P][Q][F], const float x[H][W][C],
                   const float w[K][K][C][F], const float b[F]) {
  // [answer]
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int f = 0; f < F; f++) {
        float sum = b[f];
        for (int i = 0; i < K; i++)
          for (int j = 0; j < K; j++) {
            int h = r + i - p, v = c + j - p;
            if (h < 0 || h >= H || v < 0 || v >= W) continue;
            for (int k = 0; k < C; k++) sum += x[h][v][k] * w[i][j][k][f];
          }
        y[r][c][f] = sum;
      }
  // [end]
}
