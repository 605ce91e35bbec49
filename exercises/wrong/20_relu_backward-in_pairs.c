// hint: not_written
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  for (int m = 0; m + 1 < count; m += 2) {
    dx[m] = x[m] > 0 ? dy[m] : 0;
    dx[m + 1] = x[m + 1] > 0 ? dy[m + 1] : 0;
  }
}
