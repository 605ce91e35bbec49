/* Memory for arrays: see memory.h. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { CACHE_LINE = 64 };

void *allocate(size_t count, size_t size) {
  if (size != 0 && count > (SIZE_MAX - CACHE_LINE) / size) {
    fail("cannot make an array of %zu objects of %zu bytes: more than this machine can address", count, size);
    return NULL;
  }

  /* aligned_alloc wants whole cache lines, and an empty array still gets an address */
  size_t bytes = (count * size + CACHE_LINE - 1) / CACHE_LINE * CACHE_LINE;
  if (bytes == 0) bytes = CACHE_LINE;
  void *array = aligned_alloc(CACHE_LINE, bytes);
  if (!array) {
    fail("not enough memory for %zu bytes; close other programs or take a smaller --batch-size", bytes);
    return NULL;
  }
  return memset(array, 0, bytes);
}

void release(void *array) { free(array); }
