/*
 * 06 conv_one_channel (20 minutes)
 *
 * Lay the kernel w on the image x wherever it fits. At each place multiply
 * the numbers that lie on each other; their sum is one number of y.
 * 커널 w를 이미지 x 위에서 놓을 수 있는 자리마다 놓습니다. 겹치는 수끼리
 * 곱해서 모두 더한 값이 y의 수 하나가 됩니다.
 *
 *     y[r][c] = sum over i, j of  x[r+i][c+j] * w[i][j]
 *
 *     x 1 2 0    w 1 2    y 17 15      1*1 + 2*2 + 0*3 + 3*4 = 17
 *       0 3 1      3 4      22 12
 *       4 1 1
 */
void conv_one_channel(int H, int W, int K, float y[H - K + 1][W - K + 1],
                      const float x[H][W], const float w[K][K]) {
  // [answer]
  for (int r = 0; r < H - K + 1; r++)
    for (int c = 0; c < W - K + 1; c++) {
      float sum = 0;
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) sum += x[r + i][c + j] * w[i][j];
      y[r][c] = sum;
    }
  // [end]
}
