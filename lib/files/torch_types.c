/* The kinds of floats that PyTorch keeps tensors in: see torch_types.h. */
#include "files/torch_types.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "base/memory.h"

/* float16: sign, 5 bits of exponent, 10 of fraction */
static float from_half(uint16_t bits) {
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  float size = exponent == 31 ? (fraction ? NAN : INFINITY)
               : exponent     ? ldexpf((float)(1024 + fraction), exponent - 25)
                              : ldexpf((float)fraction, -24);
  return bits & 0x8000 ? -size : size;
}

/* bfloat16: the upper half of a float32 */
static float from_bfloat16(uint16_t bits) {
  uint32_t whole = (uint32_t)bits << 16;
  float value;
  memcpy(&value, &whole, sizeof value);
  return value;
}

static float element(char kind, const unsigned char *bytes) {
  uint16_t bits;
  double wide;
  if (kind == 'D') {
    memcpy(&wide, bytes, sizeof wide);
    return (float)wide;
  }
  memcpy(&bits, bytes, sizeof bits);
  return kind == 'H' ? from_half(bits) : from_bfloat16(bits);
}

const char *torch_type_name(const char *storage) {
  if (strcmp(storage, "FloatStorage") == 0) return "float32";
  if (strcmp(storage, "HalfStorage") == 0) return "float16";
  if (strcmp(storage, "BFloat16Storage") == 0) return "bfloat16";
  if (strcmp(storage, "DoubleStorage") == 0) return "float64";
  return NULL;
}

Status torch_floats(const char *storage, size_t size, void **bytes, size_t *count) {
  char kind = storage[0];
  size_t width = kind == 'F' ? sizeof(float) : kind == 'D' ? sizeof(double) : sizeof(uint16_t);
  *count = size / width;
  if (kind == 'F') return OK;
  float *numbers = allocate(*count ? *count : 1, sizeof(float));
  if (!numbers) return FAILED;
  const unsigned char *from = *bytes;
  for (size_t m = 0; m < *count; m++) numbers[m] = element(kind, from + m * width);
  release(*bytes);
  *bytes = numbers;
  return OK;
}
