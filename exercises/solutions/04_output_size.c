/*
 * 04 output_size (10 minutes)
 *
 * A kernel of K pixels goes along `size` pixels in steps of S. Return in how
 * many places it stands; *before is how many zeros lie before the image.
 * 크기가 K인 커널이 픽셀 size개를 따라 S칸씩 움직입니다. 놓이는 자리의 수를
 * 반환하고, 이미지 앞에 놓이는 0의 개수를 *before에 씁니다.
 *
 *     valid:  (size - K) / S + 1, rounded down; no zeros
 *     same:   size / S, rounded up; zeros = (places - 1)*S + K - size in
 *             all, never fewer than 0; half of them before, rounded down
 *
 *     28, K 3, S 2, same  ->  14, zeros in all 13*2 + 3 - 28 = 1, before 0
 */
#include <stdbool.h>

int output_size(int size, int K, int S, bool same, int *before) {
  // [answer] return 0;
  *before = 0;
  if (!same) return (size - K) / S + 1;

  int places = (size + S - 1) / S;
  int zeros = (places - 1) * S + K - size;
  if (zeros > 0) *before = zeros / 2;
  return places;
  // [end]
}
