/*
 * 02 scale_pixels (5 minutes)
 *
 * The pixels of a photograph are bytes, 0 to 255. The network wants numbers
 * from 0 to 1: divide.
 * 사진의 픽셀은 0부터 255까지의 바이트입니다. 신경망에는 0부터 1까지의 수를
 * 넣어야 하므로 나눗셈으로 바꿉니다.
 *
 *     x 0 51 255    y 0 0.2 1
 */
#include <stddef.h>

void scale_pixels(int count, float y[], const unsigned char x[]) {
  /* TODO: your lines */
}
