/* keras.Sequential: layers, one after the other. See sequential.h. */
#include "model/sequential.h"

#include <string.h>

/* ---- adding layers ---- */

Sequential sequential(void) {
  return (Sequential){.name = "sequential", .input_name = "input_layer", .kernels = &library_kernels};
}

void add_input(Sequential *model, Input input) {
  if (model->layer_count > 0) BUG("add_input must come before the first layer");
  if (input.units)
    model->input_shape = (Shape){1, {input.units}};
  else if (input.channels)
    model->input_shape = (Shape){3, {input.height, input.width, input.channels}};
  else
    model->input_shape = (Shape){2, {input.height, input.width}};
}

/* Keras's own names for its classes; a second layer of a kind gets _1, a third _2 */
static void name_layer(Sequential *model, Layer *layer) {
  int before = 0;
  for (int i = 0; i < model->layer_count; i++) before += model->layers[i].kind == layer->kind;
  snprintf(layer->name, NAME_SIZE, before ? "%s_%d" : "%s", layer_word(layer->kind), before);
}

static void add(Sequential *model, Layer layer) {
  if (model->layer_count == MAX_LAYERS) BUG("more than %d layers; raise MAX_LAYERS", MAX_LAYERS);
  if (model->built) BUG("a layer added after build");
  name_layer(model, &layer);
  model->layers[model->layer_count++] = layer;
}

void add_conv2d(Sequential *model, Conv2D conv2d) {
  if (conv2d.strides == 0) conv2d.strides = 1;
  add(model, (Layer){.kind = CONV2D, .conv2d = conv2d});
}

void add_max_pooling2d(Sequential *model, MaxPooling2D max_pooling2d) {
  if (max_pooling2d.strides == 0) max_pooling2d.strides = max_pooling2d.pool_size;
  add(model, (Layer){.kind = MAX_POOLING2D, .pooling = max_pooling2d});
}

void add_average_pooling2d(Sequential *model, AveragePooling2D pooling) {
  if (pooling.strides == 0) pooling.strides = pooling.pool_size;
  add(model, (Layer){.kind = AVERAGE_POOLING2D, .pooling = pooling});
}

void add_flatten(Sequential *model) { add(model, (Layer){.kind = FLATTEN}); }

void add_dense(Sequential *model, Dense dense) { add(model, (Layer){.kind = DENSE, .dense = dense}); }

void add_dropout(Sequential *model, Dropout dropout) { add(model, (Layer){.kind = DROPOUT, .dropout = dropout}); }

/* ---- building and compiling ---- */

Status build(Sequential *model, Random *random) {
  if (model->built) BUG("build called twice");
  if (model->input_shape.rank == 0) BUG("build needs add_input first");

  Shape shape = model->input_shape;
  for (int i = 0; i < model->layer_count; i++) {
    Layer *layer = &model->layers[i];
    layer->input_shape = shape;
    if (layer_set_shapes(layer) != OK) return FAILED;
    if (layer_activation(layer) == SOFTMAX && i < model->layer_count - 1)
      return fail("layer %s: softmax is for the last layer only", layer->name);
    shape = layer->output_shape;
  }
  for (int i = 0; i < model->layer_count; i++)
    if (layer_create_weights(&model->layers[i], random) != OK) return FAILED;
  model->built = true;
  return OK;
}

size_t parameter_count(const Sequential *model) {
  size_t count = 0;
  for (int i = 0; i < model->layer_count; i++) count += layer_parameter_count(&model->layers[i]);
  return count;
}

Status compile(Sequential *model, Adam adam) {
  if (!model->built) BUG("compile needs build first");
  if (adam.learning_rate == 0) adam.learning_rate = 0.001f;
  if (adam.beta_1 == 0) adam.beta_1 = 0.9f;
  if (adam.beta_2 == 0) adam.beta_2 = 0.999f;
  if (adam.epsilon == 0) adam.epsilon = 1e-7f;
  model->adam = adam;
  model->step = 0;
  for (int i = 0; i < model->layer_count; i++)
    if (layer_create_optimizer_state(&model->layers[i]) != OK) return FAILED;
  model->compiled = true;
  model->prepared = false;
  return OK;
}

Layer *get_layer(Sequential *model, const char *name) {
  for (int i = 0; i < model->layer_count; i++)
    if (strcmp(model->layers[i].name, name) == 0) return &model->layers[i];
  return NULL;
}

/* ---- using ---- */

Status predict(Sequential *model, int count, const float *x, float *output) {
  enum { BATCH = 32 };
  size_t in = shape_count(model->input_shape);
  size_t out = shape_count(model->layers[model->layer_count - 1].output_shape);
  for (int first = 0; first < count; first += BATCH) {
    int N = count - first < BATCH ? count - first : BATCH;
    const float *y = forward(model, N, x + (size_t)first * in, false, NULL);
    if (!y) return FAILED;
    memcpy(output + (size_t)first * out, y, (size_t)N * out * sizeof(float));
  }
  return OK;
}

/* ---- copying and freeing ---- */

static void copy_tensor(Tensor *to, const Tensor *from) {
  if (!shape_equal(to->shape, from->shape)) {
    char expected[64], found[64];
    BUG("weights of shape %s copied to %s", shape_text(from->shape, sizeof found, found),
        shape_text(to->shape, sizeof expected, expected));
  }
  if (from->data) memcpy(to->data, from->data, tensor_count(from) * sizeof(float));
}

void copy_weights(Sequential *to, const Sequential *from) {
  to->prepared = false;
  if (to->layer_count != from->layer_count) BUG("%d layers copied to %d", from->layer_count, to->layer_count);
  for (int i = 0; i < from->layer_count; i++) {
    copy_tensor(&to->layers[i].kernel.value, &from->layers[i].kernel.value);
    copy_tensor(&to->layers[i].bias.value, &from->layers[i].bias.value);
  }
}

void sequential_free(Sequential *model) {
  for (int i = 0; i < model->layer_count; i++) layer_free(&model->layers[i]);
  *model = (Sequential){0};
}
