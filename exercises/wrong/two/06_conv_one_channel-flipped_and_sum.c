// hints: flipped sum_not_reset
void conv_one_channel(int H, int W, int K, float y[H - K + 1][W - K + 1],
                      const float x[H][W], const float w[K][K]) {
  float sum = 0;
  for (int r = 0; r <= H - K; r++)
    for (int c = 0; c <= W - K; c++) {
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++)
          sum += x[r + i][c + j] * w[K - 1 - i][K - 1 - j];
      y[r][c] = sum;
    }
}
