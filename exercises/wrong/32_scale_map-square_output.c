// hint: out_of_bounds
void scale_map(int H, int W, int F, float y[restrict H][W][F],
               const float x[H][W][F]) {
  for (int f = 0; f < F; f++) {
    float low = x[0][0][f], high = x[0][0][f];
    for (int r = 0; r < H; r++)
      for (int c = 0; c < W; c++) {
        if (x[r][c][f] < low) low = x[r][c][f];
        if (x[r][c][f] > high) high = x[r][c][f];
      }
    for (int r = 0; r < H; r++)
      for (int c = 0; c < H; c++)
        y[r][c][f] = high > low ? (x[r][c][f] - low) / (high - low) : 0;
  }
}
