// hint: rest_ignored
#include <stdbool.h>

int output_size(int size, int K, int S, bool same, int *before) {
  *before = 0;
  if (!same) return (size - K + S) / S;
  int zeros = K - S;
  *before = zeros > 0 ? zeros / 2 : 0;
  return (size + S - 1) / S;
}
