// hint: fewer_than_none
#include <stdbool.h>

int output_size(int size, int K, int S, bool same, int *before) {
  *before = 0;
  if (!same) return (size - K) / S + 1;
  int places = (size - 1) / S + 1;
  *before = ((places - 1) * S + K - size) / 2;
  return places;
}
