// hint: largest_from_zero
void scale_map(int H, int W, float y[H][W], const float x[H][W]) {
  float low = x[0][0], high = 0;
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++) {
      if (x[r][c] < low) low = x[r][c];
      if (x[r][c] > high) high = x[r][c];
    }

  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++)
      y[r][c] = high > low ? (x[r][c] - low) / (high - low) : 0;
}
