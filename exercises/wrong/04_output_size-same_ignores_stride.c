// hint: same_ignores_stride
#include <stdbool.h>

int output_size(int size, int K, int S, bool same, int *before) {
  *before = 0;
  if (!same) return (size - K + S) / S;
  int places = size;
  int zeros = (places - 1) * S + K - size;
  *before = (K - 1) / 2 + 0 * zeros;
  return places;
}
