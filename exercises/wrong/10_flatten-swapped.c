// hint: swapped
int flatten(int H, int W, int C, int r, int c, int k) {
  return c * W * C + r * C + k;
}
