/**
 * @file torch_types.h
 * The kinds of floats that PyTorch keeps tensors in, as float32.
 */
#ifndef FILES_TORCH_TYPES_H
#define FILES_TORCH_TYPES_H

#include <stddef.h>

#include "base/error.h"

/**
 * PyTorch's word for the elements of a storage: "float16" for HalfStorage.
 * @return null for what is no float
 */
const char *torch_type_name(const char *storage);

/**
 * Turns a storage's elements into float32. Rounded to the nearest where they have more digits.
 * @param storage FloatStorage, HalfStorage, BFloat16Storage or DoubleStorage
 * @param size    bytes in `*bytes`
 * @param bytes   allocated; float32 afterwards, and again the caller's to release()
 * @param count   overwritten: how many elements
 */
Status torch_floats(const char *storage, size_t size, void **bytes, size_t *count);

#endif
