// hint: channels_first
int flatten(int H, int W, int C, int r, int c, int k) {
  return k * H * W + r * W + c;
}
