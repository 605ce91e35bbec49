// hint: absolute
void relu(int count, float y[], const float x[]) {
  for (int m = 0; m < count; m++) y[m] = x[m] < 0 ? -x[m] : x[m];
}
