// hint: out_of_bounds
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  for (int m = 1; m <= count; m++) dx[m] = x[m] > 0 ? dy[m] : 0;
}
