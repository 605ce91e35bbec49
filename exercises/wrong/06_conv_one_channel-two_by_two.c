// hint: out_of_bounds
void conv_one_channel(int H, int W, int K, float y[H - K + 1][W - K + 1],
                      const float x[H][W], const float w[K][K]) {
  for (int r = 0; r <= H - K; r++)
    for (int c = 0; c <= W - K; c++)
      y[r][c] = x[r][c] * w[0][0] + x[r][c + 1] * w[0][1] +
                x[r + 1][c] * w[1][0] + x[r + 1][c + 1] * w[1][1];
}
