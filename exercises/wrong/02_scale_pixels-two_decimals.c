// hint: look
void scale_pixels(int count, float y[], const unsigned char x[]) {
  for (int m = 0; m < count; m++) y[m] = (float)(x[m] * 100 / 255) / 100;
}
