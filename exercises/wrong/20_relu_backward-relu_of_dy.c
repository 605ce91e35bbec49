// hint: relu_of_dy
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  for (int m = 0; m < count; m++) dx[m] = dy[m] < 0 ? 0 : dy[m];
}
