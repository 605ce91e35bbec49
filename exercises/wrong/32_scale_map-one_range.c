// hint: one_range
void scale_map(int H, int W, int F, float y[restrict H][W][F],
               const float x[H][W][F]) {
  float low = x[0][0][0], high = low;
  for (int m = 0; m < H * W * F; m++) {
    float value = x[m / (W * F)][m / F % W][m % F];
    if (value < low) low = value;
    if (value > high) high = value;
  }
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++)
      for (int f = 0; f < F; f++)
        y[r][c][f] = high > low ? (x[r][c][f] - low) / (high - low) : 0;
}
