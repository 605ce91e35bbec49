// hint: all_before
#include <stdbool.h>

int output_size(int size, int K, int S, bool same, int *before) {
  *before = 0;
  if (!same) return (size - K + S) / S;
  int places = (size - 1) / S + 1;
  int zeros = (places - 1) * S + K - size;
  *before = zeros;
  return places;
}
