// hint: only_positive
void relu(int count, float y[], const float x[]) {
  for (int m = 0; m < count; m++)
    if (x[m] > 0) y[m] = x[m];
}
