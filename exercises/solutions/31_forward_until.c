/*
 * 31 forward_until (20 minutes)
 *
 * The functional API: the output of layer `until`, counted from 0, and no
 * further. layer[m](training, size, y, x) computes one layer; each takes
 * what the one before gave. Nothing is being trained. Your y and x do not
 * overlap.
 * 함수형 API입니다. 0부터 세어 until번째 층의 출력까지만 계산합니다.
 * layer[m](training, size, y, x)는 층 하나를 계산하고, 앞 층의 출력을 다음
 * 층이 받습니다. 훈련하는 중이 아닙니다. 받은 y와 x는 겹치지 않습니다.
 *
 *     layers: +1, *2, +3;  x 5:  until 0 -> 6, until 1 -> 12, until 2 -> 15
 *
 *     a layer must not write into what it reads: use an array of your own
 */
#include <stdbool.h>
#include <string.h>

void forward_until(int until, int size,
                   void (*const layer[])(bool training, int size, float y[],
                                         const float x[]),
                   float y[], const float x[]) {
  // [answer]
  float before[size];
  memcpy(before, x, sizeof before);
  for (int m = 0; m <= until; m++) {
    layer[m](false, size, y, before);
    memcpy(before, y, sizeof before);
  }
  // [end]
}
