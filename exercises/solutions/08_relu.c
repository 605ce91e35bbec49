/*
 * 08 relu (3 minutes)
 *
 * ReLU lets through what is positive, and nothing else.
 * 렐루 함수는 양수만 그대로 지나가게 합니다.
 *
 *     x -2 0 3 0.5    y 0 0 3 0.5
 */
void relu(int count, float y[], const float x[]) {
  // [answer]
  for (int m = 0; m < count; m++) y[m] = x[m] > 0 ? x[m] : 0;
  // [end]
}
