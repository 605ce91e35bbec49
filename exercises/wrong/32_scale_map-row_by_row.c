// hint: row_by_row
void scale_map(int H, int W, int F, float y[restrict H][W][F],
               const float x[H][W][F]) {
  for (int r = 0; r < H; r++)
    for (int f = 0; f < F; f++) {
      float low = x[r][0][f], high = low;
      for (int c = 1; c < W; c++) {
        if (x[r][c][f] < low) low = x[r][c][f];
        if (x[r][c][f] > high) high = x[r][c][f];
      }
      for (int c = 0; c < W; c++)
        y[r][c][f] = high > low ? (x[r][c][f] - low) / (high - low) : 0;
    }
}
