/* A state_dict's data.pkl from any bytes: must be read or refused, nothing else. */
#include "files/pickle.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static PickledTensor tensors[MOST_TENSORS];
  int count = 0;
  char part[TENSOR_NAME_SIZE];
  if (pickle_read(data, size, tensors, &count, part) == OK)
    for (int i = 0; i < count; i++)
      if (tensors[i].shape.rank < 0 || tensors[i].shape.rank > MAX_RANK) __builtin_trap();
  return 0;
}
