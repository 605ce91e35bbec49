// hint: flat_by_h
float pixel(int H, int W, const float x[H][W], int r, int c) {
  const float *flat = &x[0][0];
  return flat[r * H + c];
}
