/*
 * Keras's JSON from any bytes: what is accepted must be a model that can be built, and its
 * own JSON, written again, must be accepted as the same model.
 */
#include <stdlib.h>
#include <string.h>

#include "files/architecture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void write_again(const Description *first) {
  Sequential model;
  if (description_model(first, &model) != OK) return; /* out of memory */
  char *texts[] = {keras2_model_config(&model), keras3_config(&model)};
  for (int i = 0; i < 2; i++) {
    Description second = {0};
    if (!texts[i] || architecture_read(texts[i], &second) != OK || description_check(&second) != OK) __builtin_trap();
    if (second.layer_count != first->layer_count || !shape_equal(second.input_shape, first->input_shape)) __builtin_trap();
    for (int l = 0; l < first->layer_count; l++)
      if (second.layers[l].kind != first->layers[l].kind || strcmp(second.layers[l].name, first->layers[l].name) != 0)
        __builtin_trap();
    free(texts[i]);
  }
  sequential_free(&model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  char *text = malloc(size + 1); /* an allocation of its own, so that a step past its end is seen */
  memcpy(text, data, size);
  text[size] = '\0';
  Description description = {0};
  if (architecture_read(text, &description) == OK && description_check(&description) == OK) {
    size_t parameters = 0;
    Shape shape = description.input_shape;
    for (int l = 0; l < description.layer_count; l++) {
      Layer layer = {.kind = description.layers[l].kind, .input_shape = shape};
      memcpy(&layer.conv2d, &description.layers[l].conv2d, sizeof layer.conv2d);
      if (layer_set_shapes(&layer) != OK) __builtin_trap();
      parameters += layer_parameter_count(&layer);
      shape = layer.output_shape;
    }
    if (parameters < 100000) write_again(&description); /* larger ones only take time */
  }
  Description trained = {.layer_count = 1};
  training_config_read(text, &trained);
  free(text);
  return 0;
}
