// hint: input_changed
void relu(int count, float y[], const float x[]) {
  float *z = (float *)x;
  for (int m = 0; m < count; m++)
    if (z[m] < 0) z[m] = 0;
  for (int m = 0; m < count; m++) y[m] = z[m];
}
