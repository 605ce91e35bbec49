// hint: relu_of_x
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  for (int m = 0; m < count; m++) dx[m] = x[m] > 0 ? x[m] : 0;
}
