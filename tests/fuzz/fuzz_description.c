/*
 * The answer of the child that reads a file, from any bytes: a Description that passes the
 * check must be one that a model can be made of.
 */
#include <string.h>

#include "files/description.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  /* the bytes are laid over a small proper description, so that some get past the first check */
  Description description = {.format = KERAS_ZIP, .name = "sequential", .input_shape = {1, {4}}, .layer_count = 2,
                             .layers = {{.kind = DENSE, .name = "dense", .dense = {.units = 3, .activation = RELU}},
                                        {.kind = DENSE, .name = "dense_1", .dense = {.units = 2}}}};
  size_t at = size > 2 ? ((size_t)data[0] << 8 | data[1]) % sizeof description : 0;
  if (size > 2) {
    size_t count = size - 2 < sizeof description - at ? size - 2 : sizeof description - at;
    memcpy((char *)&description + at, data + 2, count);
  }
  if (description_check(&description) != OK) return 0;

  size_t parameters = 0;
  Shape shape = description.input_shape;
  for (int l = 0; l < description.layer_count; l++) {
    Layer layer = {.kind = description.layers[l].kind, .input_shape = shape};
    memcpy(&layer.conv2d, &description.layers[l].conv2d, sizeof layer.conv2d);
    if (layer_set_shapes(&layer) != OK) __builtin_trap();
    parameters += layer_parameter_count(&layer);
    shape = layer.output_shape;
  }
  Sequential model;
  if (parameters < 100000 && description_model(&description, &model) == OK) sequential_free(&model);
  return 0;
}
