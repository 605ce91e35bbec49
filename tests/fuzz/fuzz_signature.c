/* What a file is, from any bytes: the reader for it, or a message. */
#include <stdlib.h>
#include <string.h>

#include "files/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  uint8_t *bytes = malloc(size ? size : 1);
  memcpy(bytes, data, size);
  ReadFormat *reader = NULL;
  if (signature_reader(bytes, size, &reader) == OK && !reader) __builtin_trap();
  free(bytes);
  return 0;
}
