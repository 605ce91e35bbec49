// hint: not_written
void scale_pixels(int count, float y[], const unsigned char x[]) {
  for (int m = 0; m + 1 < count; m += 2) {
    y[m] = (float)x[m] / 255.0f;
    y[m + 1] = (float)x[m + 1] / 255.0f;
  }
}
