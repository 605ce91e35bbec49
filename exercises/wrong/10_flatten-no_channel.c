// hint: no_channel
int flatten(int H, int W, int C, int r, int c, int k) {
  return (r * W + c) * C;
}
