// hint: not_written
void scale_map(int H, int W, float y[H][W], const float x[H][W]) {
  float low = x[0][0], high = x[0][0];
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++) {
      if (x[r][c] < low) low = x[r][c];
      if (x[r][c] > high) high = x[r][c];
    }
  if (low == high) return;
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++) y[r][c] = (x[r][c] - low) / (high - low);
}
