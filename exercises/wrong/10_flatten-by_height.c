// hint: by_height
int flatten(int H, int W, int C, int r, int c, int k) {
  return r * H * C + c * C + k;
}
