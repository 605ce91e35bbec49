// hint: whole
void relu(int count, float y[], const float x[]) {
  for (int m = 0; m < count; m++) {
    int value = (int)x[m];
    y[m] = (float)(value > 0 ? value : 0);
  }
}
