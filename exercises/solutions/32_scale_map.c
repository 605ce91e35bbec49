/*
 * 32 scale_map (10 minutes, optional)
 *
 * For a picture each of the F feature maps is scaled to 0..1 by its own
 * smallest and largest number. A map of equal numbers becomes all zero.
 * 특성 맵 F개를 그림으로 그리려고 특성 맵마다 그 안의 가장 작은 수는 0,
 * 가장 큰 수는 1이 되도록 맞춥니다. 모두 같은 수인 특성 맵은 모두 0이
 * 됩니다.
 *
 *     y[r][c][f] = (x[r][c][f] - smallest of map f)
 *                  / (largest of map f - smallest of map f)
 *
 *     a map 2 4 6  ->  0 .5 1
 */
void scale_map(int H, int W, int F, float y[restrict H][W][F],
               const float x[H][W][F]) {
  // [answer]
  for (int f = 0; f < F; f++) {
    float low = x[0][0][f], high = x[0][0][f];
    for (int r = 0; r < H; r++)
      for (int c = 0; c < W; c++) {
        if (x[r][c][f] < low) low = x[r][c][f];
        if (x[r][c][f] > high) high = x[r][c][f];
      }

    for (int r = 0; r < H; r++)
      for (int c = 0; c < W; c++)
        y[r][c][f] = high > low ? (x[r][c][f] - low) / (high - low) : 0;
  }
  // [end]
}
