// hint: whole
void relu(int count, float y[], const float x[]) {
  for (int m = 0; m < count; m++) {
    int sum = x[m];
    y[m] = sum > 0 ? x[m] : 0;
  }
}
