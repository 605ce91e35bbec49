/**
 * @file pickle.h
 * The names and tensors of a PyTorch state_dict, out of its data.pkl.
 *
 * A pickle is a program for a small stack machine, and Python's own would call whatever it
 * names. This one executes nothing: it knows the instructions that a state_dict needs, and
 * the four names that it mentions; any other is refused by its name.
 */
#ifndef FILES_PICKLE_H
#define FILES_PICKLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/tensor.h"

enum {
  MOST_PICKLE = 1 << 20, /**< bytes of a data.pkl; the book's has 1,056 */
  MOST_TENSORS = 256,    /**< of a state_dict */
  TENSOR_NAME_SIZE = 128 /**< bytes for a tensor's name, the closing zero included */
};

/** A tensor as the pickle describes it: a view into a storage, which is an entry of the zip. */
typedef struct PickledTensor {
  char name[TENSOR_NAME_SIZE]; /**< conv1.weight */
  char type[32];               /**< of the storage: FloatStorage */
  char storage[32];            /**< the storage's entry: data/0 is "0" */
  int64_t offset;              /**< first element in the storage */
  Shape shape;                 /**< sizes, as PyTorch orders them */
  int64_t stride[MAX_RANK];    /**< elements from one index to the next, along each axis */
} PickledTensor;

/**
 * Reads a state_dict, in its order; of a checkpoint, a dict of several things, the network's.
 * @param tensors overwritten, [MOST_TENSORS]
 * @param count   overwritten: how many there are
 * @param part    overwritten: under which name the checkpoint has it; "" when the file is a state_dict
 */
Status pickle_read(const void *bytes, size_t size, PickledTensor *tensors, int *count, char part[TENSOR_NAME_SIZE]);

#endif
