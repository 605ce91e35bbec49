// hint: image_for_row
int flatten(int H, int W, int C, int r, int c, int k) {
  return r * H * W + c * C + k;
}
