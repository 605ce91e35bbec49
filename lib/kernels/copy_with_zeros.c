/* An image with zeros around it: see copy_with_zeros.h. */
#include "kernels/copy_with_zeros.h"

#include <string.h>

/* copy[a][b] = x[(a-top)/spread][(b-left)/spread] where that is a pixel of the image, else 0 */
void copy_with_zeros(int H, int W, int C, int spread, int rows, int columns, int top, int left,
                     float copy[restrict rows][columns][C], const float x[H][W][C]) {
  size_t pixel = (size_t)C * sizeof(float);

  for (int a = 0; a < rows; a++) {
    int h = a - top;
    if (h < 0 || h % spread != 0 || h / spread >= H) {
      memset(copy[a], 0, (size_t)columns * pixel);
      continue;
    }
    const float(*row)[C] = x[h / spread];

    /* zeros, the pixels, zeros */
    int from = left > 0 ? left : 0, to = left + (W - 1) * spread + 1;
    if (from > columns) from = columns;
    if (to > columns) to = columns;
    if (to < from) to = from;
    memset(copy[a], 0, (size_t)from * pixel);
    if (spread == 1)
      memcpy(copy[a][from], row[from - left], (size_t)(to - from) * pixel);
    else
      for (int b = from; b < to; b++)
        if ((b - left) % spread == 0)
          memcpy(copy[a][b], row[(b - left) / spread], pixel);
        else
          memset(copy[a][b], 0, pixel);
    memset(copy[a][to], 0, (size_t)(columns - to) * pixel);
  }
}
