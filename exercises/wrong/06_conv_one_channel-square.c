// hint: out_of_bounds
void conv_one_channel(int H, int W, int K, float y[H - K + 1][W - K + 1],
                      const float x[H][W], const float w[K][K]) {
  int places = H - K + 1;
  for (int r = 0; r < places; r++)
    for (int c = 0; c < places; c++) {
      float sum = 0;
      for (int i = 0; i < K; i++)
        for (int j = 0; j < K; j++) sum += x[r + i][c + j] * w[i][j];
      y[r][c] = sum;
    }
}
