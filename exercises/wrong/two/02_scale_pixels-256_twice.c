// hints: by_256 twice
void scale_pixels(int count, float y[], const unsigned char x[]) {
  for (int m = 0; m < count; m++) y[m] = x[m] / 256.0f / 256.0f;
}
