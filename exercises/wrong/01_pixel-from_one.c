// hint: from_one
float pixel(int H, int W, const float x[H][W], int r, int c) {
  return x[r - 1][c - 1];
}
