/*
 * A whole state_dict: any bytes as the data.pkl of a proper zip with four small storages,
 * so that the offsets, shapes and strides that a pickle claims are followed to the numbers.
 */
#include <string.h>

#include "base/memory.h"
#include "files/readers.h"
#include "files/zip_archive.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static const float numbers[216];
  static const uint8_t little[] = "little";
  const ZipEntry entries[] = {{"a/data.pkl", data, size},           {"a/byteorder", little, 6},
                              {"a/data/0", numbers, 36 * 4},        {"a/data/1", numbers, 4 * 4},
                              {"a/data/2", numbers, sizeof numbers}, {"a/data/3", numbers, 6 * 4}};
  void *bytes = NULL;
  size_t count = 0;
  if (zip_write(entries, 6, &bytes, &count) != OK) return 0;
  static Contents contents;
  memset(&contents, 0, sizeof contents);
  torch_read(bytes, count, NULL, &contents);
  contents_free(&contents);
  release(bytes);
  return 0;
}
