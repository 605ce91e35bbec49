/**
 * @file tensor.h
 * An array of floats that knows its shape.
 *
 * The data is a `void *`, so that a kernel whose parameter is `const float x[N][H][W][C]`
 * can be called with it, without a cast. The last index runs fastest (NHWC, as in Keras).
 */
#ifndef BASE_TENSOR_H
#define BASE_TENSOR_H

#include <stddef.h>

#include "base/error.h"

enum {
  MAX_RANK = 4 /**< an image batch has the most axes: images, rows, columns, channels */
};

/** Sizes along each axis, outermost first; a shape of rank 0 holds one number. */
typedef struct Shape {
  int rank;           /**< number of axes, 0 to MAX_RANK */
  int size[MAX_RANK]; /**< sizes; those past the rank are 0 */
} Shape;

/** An array of floats with its shape. Zeroed (`(Tensor){0}`), it is empty and may be freed. */
typedef struct Tensor {
  Shape shape; /**< its sizes */
  void *data; /**< tensor_count() floats, owned, aligned to 64 bytes */
} Tensor;

/** How many numbers a shape holds; SIZE_MAX, which no memory has room for, when a size_t cannot say it. */
size_t shape_count(Shape shape);

/** Whether two shapes have the same rank and sizes. */
int shape_equal(Shape a, Shape b);

/** Writes a shape as Python prints a tuple, `(3, 3, 1, 32)` or `(32,)`, into `text`; returns `text`. */
const char *shape_text(Shape shape, size_t size, char text[size]);

/** Writes the shape of a batch of such things as Keras prints it, `(None, 28, 28, 1)`: how many there are is left open. */
const char *batch_shape_text(Shape shape, size_t size, char text[size]);

/** Makes `tensor` a zeroed array of this shape. FAILED when memory is short; the tensor is then empty. */
Status tensor_create(Tensor *tensor, Shape shape);

/** Frees the data and empties the tensor. */
void tensor_free(Tensor *tensor);

/** How many numbers the tensor holds. */
size_t tensor_count(const Tensor *tensor);

#endif
