/* An array of floats that knows its shape: see tensor.h. */
#include "base/tensor.h"

#include <stdint.h>
#include <stdio.h>

#include "base/memory.h"

size_t shape_count(Shape shape) {
  size_t count = 1;
  for (int axis = 0; axis < shape.rank; axis++) {
    size_t size = (size_t)shape.size[axis];
    if (size != 0 && count > SIZE_MAX / size) return SIZE_MAX;
    count *= size;
  }
  return count;
}

int shape_equal(Shape a, Shape b) {
  if (a.rank != b.rank) return 0;
  for (int axis = 0; axis < a.rank; axis++)
    if (a.size[axis] != b.size[axis]) return 0;
  return 1;
}

const char *shape_text(Shape shape, size_t size, char text[size]) {
  size_t used = (size_t)snprintf(text, size, "(");
  for (int axis = 0; axis < shape.rank && used < size; axis++)
    used += (size_t)snprintf(text + used, size - used, axis ? ", %d" : "%d", shape.size[axis]);
  if (used < size) snprintf(text + used, size - used, shape.rank == 1 ? ",)" : ")");
  return text;
}

const char *batch_shape_text(Shape shape, size_t size, char text[size]) {
  size_t used = (size_t)snprintf(text, size, "(None");
  for (int axis = 0; axis < shape.rank && used < size; axis++)
    used += (size_t)snprintf(text + used, size - used, ", %d", shape.size[axis]);
  if (used < size) snprintf(text + used, size - used, ")");
  return text;
}

Status tensor_create(Tensor *tensor, Shape shape) {
  *tensor = (Tensor){0};
  void *data = allocate(shape_count(shape), sizeof(float));
  if (!data) return FAILED;
  *tensor = (Tensor){.shape = shape, .data = data};
  return OK;
}

void tensor_free(Tensor *tensor) {
  release(tensor->data);
  *tensor = (Tensor){0};
}

size_t tensor_count(const Tensor *tensor) { return tensor->data ? shape_count(tensor->shape) : 0; }
