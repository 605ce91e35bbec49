/*
 * 32 scale_map (5 minutes, optional)
 *
 * For a picture each feature map is scaled to 0..1 by its own smallest and
 * largest number. A map of equal numbers becomes all zero.
 * 특성 맵을 그림으로 그리려고 그 안의 가장 작은 수는 0, 가장 큰 수는 1이
 * 되도록 맞춥니다. 모두 같은 수인 특성 맵은 모두 0이 됩니다.
 *
 *     y[r][c] = (x[r][c] - smallest) / (largest - smallest)
 *
 *     2 4 6  ->  0 .5 1
 */
void scale_map(int H, int W, float y[H][W], const float x[H][W]) {
  // [answer]
  float low = x[0][0], high = x[0][0];
  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++) {
      if (x[r][c] < low) low = x[r][c];
      if (x[r][c] > high) high = x[r][c];
    }

  for (int r = 0; r < H; r++)
    for (int c = 0; c < W; c++)
      y[r][c] = high > low ? (x[r][c] - low) / (high - low) : 0;
  // [end]
}
