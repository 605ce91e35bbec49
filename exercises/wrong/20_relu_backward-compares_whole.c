// hint: absolute_sum
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  for (int m = 0; m < count; m++) {
    int gate = x[m];
    dx[m] = gate > 0 ? dy[m] : 0;
  }
}
