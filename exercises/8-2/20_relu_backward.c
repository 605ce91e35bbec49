/*
 * 20 relu_backward (5 minutes)
 *
 * ReLU backward: where x was positive, dy goes through; elsewhere nothing.
 * 렐루를 거꾸로 지나갑니다. x가 양수였던 자리는 dy가 그대로 지나가고, 다른
 * 자리는 0입니다.
 *
 *     dx[m] = dy[m] where x[m] > 0, else 0
 *
 *     x -2 0 3, dy 5 6 -7  ->  dx 0 0 -7
 */
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  /* TODO: your lines */
}
