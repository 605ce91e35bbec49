// hint: same_rounded_down
#include <stdbool.h>

int output_size(int size, int K, int S, bool same, int *before) {
  *before = 0;
  if (!same) return (size - K + S) / S;
  int places = size / S;
  int zeros = (places - 1) * S + K - size;
  *before = zeros > 0 ? zeros / 2 : 0;
  return places;
}
