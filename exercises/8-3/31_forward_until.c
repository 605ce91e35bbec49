/*
 * 31 forward_until (20 minutes)
 *
 * The functional API: the output of layer `until`, counted from 0, and no
 * further. layer[m](training, size, y, x) computes one layer; each takes
 * what the one before gave. Where relu[m] is true the layer has a ReLU, and
 * its output is what comes out of that. Nothing is being trained. Your y and
 * x do not overlap.
 * 함수형 API입니다. 0부터 세어 until번째 층의 출력까지만 계산합니다.
 * layer[m](training, size, y, x)는 층 하나를 계산하고, 앞 층의 출력을 다음
 * 층이 받습니다. relu[m]이 true인 층에는 렐루가 있고, 렐루를 지난 값이 그
 * 층의 출력입니다. 훈련하는 중이 아닙니다. 받은 y와 x는 겹치지 않습니다.
 *
 *     layers: -1 and ReLU, *2, -12 and ReLU;  x 5 9:
 *     until 0 -> 4 8, until 1 -> 8 16, until 2 -> 0 4
 *
 *     a layer must not write into what it reads: use an array of your own
 */
#include <stdbool.h>
#include <string.h>

void forward_until(int until, int size,
                   void (*const layer[])(bool training, int size, float y[],
                                         const float x[]),
                   const bool relu[], float y[], const float x[]) {
  /* TODO: your lines */
}
