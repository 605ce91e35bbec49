// hint: out_of_bounds
void scale_pixels(int count, float y[], const unsigned char x[]) {
  for (int m = 0; m < (int)sizeof x; m++) y[m] = (float)x[m] / 255.0f;
}
