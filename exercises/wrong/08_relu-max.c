// hint: unknown_function
void relu(int count, float y[], const float x[]) {
  for (int m = 0; m < count; m++) y[m] = max(0, x[m]);
}
