// hint: width_for_depth
int flatten(int H, int W, int C, int r, int c, int k) {
  return r * W * W + c * W + k;
}
