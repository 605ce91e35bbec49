/*
 * What each kind of layer is and owns: see layer.h. One function a question, one switch each.
 * What it does is in layer_run.c.
 */
#include "model/layer.h"

#include <limits.h>

#include "base/memory.h"
#include "model/initializers.h"

const char *layer_class(LayerKind kind) {
  switch (kind) {
    case CONV2D: return "Conv2D";
    case MAX_POOLING2D: return "MaxPooling2D";
    case AVERAGE_POOLING2D: return "AveragePooling2D";
    case FLATTEN: return "Flatten";
    case DENSE: return "Dense";
    case DROPOUT: return "Dropout";
  }
  BUG("a layer of kind %d", (int)kind);
}

const char *layer_word(LayerKind kind) {
  switch (kind) {
    case CONV2D: return "conv2d";
    case MAX_POOLING2D: return "max_pooling2d";
    case AVERAGE_POOLING2D: return "average_pooling2d";
    case FLATTEN: return "flatten";
    case DENSE: return "dense";
    case DROPOUT: return "dropout";
  }
  BUG("a layer of kind %d", (int)kind);
}

const char *activation_name(Activation activation) {
  switch (activation) {
    case LINEAR: return "linear";
    case RELU: return "relu";
    case SOFTMAX: return "softmax";
  }
  BUG("an activation of kind %d", (int)activation);
}

Activation layer_activation(const Layer *layer) {
  switch (layer->kind) {
    case CONV2D: return layer->conv2d.activation;
    case DENSE: return layer->dense.activation;
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D:
    case FLATTEN:
    case DROPOUT: return LINEAR;
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

/* ---- shapes ---- */

static Window window(const Layer *layer, int size, int strides, Padding padding) {
  const int *in = layer->input_shape.size;
  bool known = layer->input_shape.rank == 3 && size > 0 && strides > 0;
  return (Window){size, strides, padding, known ? conv2d_zeros_before(in[0], size, strides, padding) : 0,
                  known ? conv2d_zeros_before(in[1], size, strides, padding) : 0};
}

Window layer_window(const Layer *layer) {
  const Conv2D *conv2d = &layer->conv2d;
  const MaxPooling2D *pooling = &layer->pooling;
  switch (layer->kind) {
    case CONV2D: return window(layer, conv2d->kernel_size, conv2d->strides, conv2d->padding);
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: return window(layer, pooling->pool_size, pooling->strides, pooling->padding);
    case FLATTEN:
    case DENSE:
    case DROPOUT: return (Window){0};
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

/* (height, width, channels) after a window of this size has gone over the image */
static Status set_window_shape(Layer *layer, int channels) {
  const int *in = layer->input_shape.size;
  const Window looking = layer_window(layer);
  const int size = looking.size, strides = looking.strides;
  if (layer->input_shape.rank != 3)
    return fail("layer %s: %s needs images (height, width, channels), but its input has %d axes; "
                "put it before Flatten, or give the input channels",
                layer->name, layer_class(layer->kind), layer->input_shape.rank);
  if (size < 1 || strides < 1 || channels < 1)
    return fail("layer %s: sizes, strides and filters must be at least 1; found size %d, strides %d, filters %d",
                layer->name, size, strides, channels);

  layer->output_shape = (Shape){3, {conv2d_output_size(in[0], size, strides, looking.padding),
                                    conv2d_output_size(in[1], size, strides, looking.padding), channels}};
  if (layer->output_shape.size[0] < 1 || layer->output_shape.size[1] < 1)
    return fail("layer %s: a window of %dx%d does not fit into an image of %dx%d; take a smaller one, or padding same",
                layer->name, size, size, in[0], in[1]);
  return OK;
}

Status layer_set_shapes(Layer *layer) {
  switch (layer->kind) {
    case CONV2D:
      if (layer->conv2d.activation == SOFTMAX)
        return fail("layer %s: softmax is for the last Dense layer, not for Conv2D", layer->name);
      return set_window_shape(layer, layer->conv2d.filters);
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D: return set_window_shape(layer, layer->input_shape.size[2]);
    case FLATTEN:
      if (shape_count(layer->input_shape) > INT_MAX)
        return fail("layer %s: an image of more numbers than can be counted; take smaller images or fewer filters",
                    layer->name);
      layer->output_shape = (Shape){1, {(int)shape_count(layer->input_shape)}};
      return OK;
    case DENSE:
      if (layer->input_shape.rank != 1)
        return fail("layer %s: Dense needs a flat input, but its input has %d axes; put Flatten before it", layer->name,
                    layer->input_shape.rank);
      if (layer->dense.units < 1)
        return fail("layer %s: Dense needs at least one unit; found %d", layer->name, layer->dense.units);
      layer->output_shape = (Shape){1, {layer->dense.units}};
      return OK;
    case DROPOUT:
      if (!(layer->dropout.rate >= 0 && layer->dropout.rate < 1))
        return fail("layer %s: the dropout rate must be from 0 to below 1; found %g", layer->name,
                    (double)layer->dropout.rate);
      layer->output_shape = layer->input_shape;
      return OK;
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

Shape layer_kernel_shape(const Layer *layer) {
  const int *in = layer->input_shape.size;
  switch (layer->kind) {
    case CONV2D: {
      int size = layer->conv2d.kernel_size;
      return (Shape){4, {size, size, in[2], layer->conv2d.filters}};
    }
    case DENSE: return (Shape){2, {in[0], layer->dense.units}};
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D:
    case FLATTEN:
    case DROPOUT: return (Shape){0};
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

Shape layer_bias_shape(const Layer *layer) {
  Shape kernel = layer_kernel_shape(layer);
  if (kernel.rank == 0) return (Shape){0};
  return (Shape){1, {kernel.size[kernel.rank - 1]}}; /* one bias for each filter or unit */
}

size_t layer_parameter_count(const Layer *layer) {
  if (layer_kernel_shape(layer).rank == 0) return 0;
  return shape_count(layer_kernel_shape(layer)) + shape_count(layer_bias_shape(layer));
}

/* ---- what a layer owns ---- */

Status layer_create_weights(Layer *layer, Random *random) {
  Shape shape = layer_kernel_shape(layer);
  if (shape.rank == 0) return OK;
  if (tensor_create(&layer->kernel.value, shape) != OK) return FAILED;
  if (tensor_create(&layer->bias.value, layer_bias_shape(layer)) != OK) return FAILED;
  if (!random) return OK;

  /* a neuron sees every input of its window, and is seen by every output of it */
  int window = shape.rank == 4 ? shape.size[0] * shape.size[1] : 1;
  int inputs = shape.size[shape.rank - 2], outputs = shape.size[shape.rank - 1];
  glorot_uniform(tensor_count(&layer->kernel.value), window * inputs, window * outputs, layer->kernel.value.data,
                 random);
  return OK;
}

static Status create_optimizer_state(Parameter *parameter) {
  Shape shape = parameter->value.shape;
  if (tensor_create(&parameter->gradient, shape) != OK) return FAILED;
  if (tensor_create(&parameter->m, shape) != OK) return FAILED;
  return tensor_create(&parameter->v, shape);
}

static void free_optimizer_state(Parameter *parameter) {
  tensor_free(&parameter->gradient);
  tensor_free(&parameter->m);
  tensor_free(&parameter->v);
}

Status layer_create_optimizer_state(Layer *layer) {
  free_optimizer_state(&layer->kernel);
  free_optimizer_state(&layer->bias);
  if (layer_kernel_shape(layer).rank == 0) return OK;
  if (create_optimizer_state(&layer->kernel) != OK) return FAILED;
  return create_optimizer_state(&layer->bias);
}

static void free_room(Layer *layer) {
  tensor_free(&layer->output);
  tensor_free(&layer->logits);
  tensor_free(&layer->input_gradient);
  tensor_free(&layer->image_gradients);
  tensor_free(&layer->draws);
  tensor_free(&layer->prepared);
  tensor_free(&layer->turned);
  release(layer->winner);
  layer->winner = NULL;
  layer->room = 0;
}

/* the shape of a batch: one axis more than its images */
static Shape batched(int batch, Shape shape) {
  if (shape.rank == MAX_RANK) BUG("an image of %d axes", shape.rank);
  Shape whole = {shape.rank + 1, {batch}};
  for (int axis = 0; axis < shape.rank; axis++) whole.size[axis + 1] = shape.size[axis];
  return whole;
}

/* rows of weights cannot be shared out where there are fewer than threads: then the images are */
enum { FEW_CHANNELS = 8 };

static Status make_conv2d_room(Layer *layer, int batch, bool training) {
  const Conv2D *conv2d = &layer->conv2d;
  int C = layer->input_shape.size[2], K = conv2d->kernel_size, F = conv2d->filters, S = conv2d->strides;
  if (layer->path) {
    size_t forward = layer->path->count(C, K, F, S), back = layer->path->count(F, K, C, S);
    if (tensor_create(&layer->prepared, (Shape){1, {(int)forward}}) != OK) return FAILED;
    if (training && tensor_create(&layer->turned, (Shape){1, {(int)back}}) != OK) return FAILED;
  }
  if (!training || C >= FEW_CHANNELS) return OK;
  return tensor_create(&layer->image_gradients, (Shape){2, {batch, (int)layer_parameter_count(layer)}});
}

/* all that the layer needs, or FAILED and a part of it */
static Status make_new_room(Layer *layer, int batch, bool training, bool input_gradient) {
  size_t largest = shape_count(layer->input_shape);
  if (shape_count(layer->output_shape) > largest) largest = shape_count(layer->output_shape);
  if (largest > (size_t)(INT_MAX / batch))
    return fail("layer %s: a batch of %d images makes more numbers than can be counted; take a smaller --batch-size",
                layer->name, batch);
  Shape in = batched(batch, layer->input_shape), out = batched(batch, layer->output_shape);

  Status status = OK;
  switch (layer->kind) {
    case FLATTEN: return OK; /* it only reads the same numbers under another shape */
    case CONV2D: status = make_conv2d_room(layer, batch, training); break;
    case MAX_POOLING2D:
      layer->winner = allocate(shape_count(out), sizeof(int));
      status = layer->winner ? OK : FAILED;
      break;
    case DROPOUT:
      if (training) status = tensor_create(&layer->draws, in);
      break;
    case AVERAGE_POOLING2D:
    case DENSE: break;
  }
  if (status != OK || tensor_create(&layer->output, out) != OK) return FAILED;
  if (layer_activation(layer) == SOFTMAX && tensor_create(&layer->logits, out) != OK) return FAILED;
  return training && input_gradient ? tensor_create(&layer->input_gradient, in) : OK;
}

Status layer_make_room(Layer *layer, const Kernels *kernels, int batch, bool training, bool input_gradient) {
  free_room(layer);
  layer->path =
      layer->kind == CONV2D ? conv2d_prepared(kernels->conv2d_forward, kernels->conv2d_backward_input) : NULL;
  if (make_new_room(layer, batch, training, input_gradient) != OK) {
    free_room(layer); /* whoever sees an output may trust that the rest is there */
    return FAILED;
  }
  layer->room = batch;
  layer->training_room = training;
  return OK;
}

void layer_free(Layer *layer) {
  free_room(layer);
  free_optimizer_state(&layer->kernel);
  free_optimizer_state(&layer->bias);
  tensor_free(&layer->kernel.value);
  tensor_free(&layer->bias.value);
}
