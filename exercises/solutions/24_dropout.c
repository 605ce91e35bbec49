/*
 * 24 dropout (15 minutes)
 *
 * In training, numbers whose draw u is below the rate become zero; the others
 * are made larger, so that the mean stays. When training is false, y is x.
 * 훈련할 때는 뽑은 값 u가 rate보다 작은 수를 0으로 만들고, 평균이 그대로이도록
 * 나머지를 키웁니다. training이 false이면 y에 x를 그대로 씁니다.
 *
 *     y[m] = 0 where u[m] < rate, else x[m] / (1 - rate)
 *
 *     rate .4, x 3 3, u .1 .5  ->  y 0 5
 */
#include <stdbool.h>

void dropout(int count, float rate, bool training, float y[], const float x[],
             const float u[]) {
  // [answer]
  for (int m = 0; m < count; m++) {
    if (!training) y[m] = x[m];
    else y[m] = u[m] < rate ? 0 : x[m] / (1 - rate);
  }
  // [end]
}
