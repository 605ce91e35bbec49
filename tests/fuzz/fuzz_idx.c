/* libFuzzer: idx_read() on any bytes, plain or gzip, as images and as labels; the header alone must not say otherwise. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "data/idx.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static char path[64];
  static int file = -1;
  if (file < 0) {
    file = memfd_create("idx", 0);
    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  }
  if (file < 0 || ftruncate(file, 0) != 0 || pwrite(file, bytes, size, 0) != (ssize_t)size) abort();
  for (int rank = 1; rank <= 3; rank += 2) {
    Idx header, whole;
    const Status promised = idx_read_header(path, rank, &header);
    if (header.data) abort();
    if (idx_read(path, rank, &whole) == OK && promised != OK) abort();
    for (int axis = 0; whole.data && axis < rank; axis++)
      if (whole.size[axis] != header.size[axis]) abort();
    idx_free(&whole);
  }
  return 0;
}
