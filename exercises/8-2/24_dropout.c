/*
 * 24 dropout (15 minutes)
 *
 * In training, numbers whose draw u is below the rate become zero; the others
 * are made larger, so that the mean stays. In use nothing happens.
 * 훈련할 때는 뽑은 값 u가 rate보다 작은 수를 0으로 만들고, 평균이 그대로이도록
 * 나머지를 키웁니다. 훈련이 끝난 모델을 쓸 때는 아무것도 하지 않습니다.
 *
 *     y[m] = 0 where u[m] < rate, else x[m] / (1 - rate)
 *
 *     rate .4, x 3 3, u .1 .5  ->  y 0 5
 */
#include <stdbool.h>

void dropout(int count, float rate, bool training, float y[], const float x[],
             const float u[]) {
  /* TODO: your lines */
}
