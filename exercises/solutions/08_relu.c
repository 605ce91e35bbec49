/*
 * 08 relu (3 minutes)
 *
 * ReLU: y is x where x is positive, and zero elsewhere.
 * 렐루 함수: x가 양수이면 y는 x이고, 아니면 0입니다.
 *
 *     y[m] = max(0, x[m])
 *
 *     x -2 0 3    y 0 0 3
 */
void relu(int count, float y[], const float x[]) {
  // [answer]
  for (int m = 0; m < count; m++) y[m] = x[m] > 0 ? x[m] : 0;
  // [end]
}
