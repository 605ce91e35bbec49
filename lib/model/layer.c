/*
 * What each kind of layer does: see layer.h. One function a question, one switch each.
 * The arithmetic itself is in lib/kernels.
 */
#include "model/layer.h"

#include "base/memory.h"
#include "model/initializers.h"

const char *layer_class(LayerKind kind) {
  switch (kind) {
    case CONV2D: return "Conv2D";
    case MAX_POOLING2D: return "MaxPooling2D";
    case FLATTEN: return "Flatten";
    case DENSE: return "Dense";
    case DROPOUT: return "Dropout";
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
    case FLATTEN:
    case DROPOUT: return LINEAR;
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

/* ---- shapes ---- */

/* (height, width, channels) after a window of this size has gone over the image */
static Status set_window_shape(Layer *layer, int size, int strides, Padding padding, int channels) {
  const int *in = layer->input_shape.size;
  if (layer->input_shape.rank != 3)
    return fail("layer %s: %s needs images (height, width, channels), but its input has %d axes; "
                "put it before Flatten, or give the input channels",
                layer->name, layer_class(layer->kind), layer->input_shape.rank);
  if (size < 1 || strides < 1 || channels < 1)
    return fail("layer %s: sizes, strides and filters must be at least 1; found size %d, strides %d, filters %d",
                layer->name, size, strides, channels);

  layer->output_shape = (Shape){3, {conv2d_output_size(in[0], size, strides, padding),
                                    conv2d_output_size(in[1], size, strides, padding), channels}};
  if (layer->output_shape.size[0] < 1 || layer->output_shape.size[1] < 1)
    return fail("layer %s: a window of %dx%d does not fit into an image of %dx%d; take a smaller one, or padding same",
                layer->name, size, size, in[0], in[1]);
  return OK;
}

Status layer_set_shapes(Layer *layer) {
  switch (layer->kind) {
    case CONV2D: {
      const Conv2D *conv2d = &layer->conv2d;
      if (conv2d->activation == SOFTMAX)
        return fail("layer %s: softmax is for the last Dense layer, not for Conv2D", layer->name);
      return set_window_shape(layer, conv2d->kernel_size, conv2d->strides, conv2d->padding, conv2d->filters);
    }
    case MAX_POOLING2D: {
      const MaxPooling2D *pooling = &layer->max_pooling2d;
      return set_window_shape(layer, pooling->pool_size, pooling->strides, pooling->padding,
                              layer->input_shape.size[2]);
    }
    case FLATTEN: layer->output_shape = (Shape){1, {(int)shape_count(layer->input_shape)}}; return OK;
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
  tensor_free(&layer->draws);
  release(layer->winner);
  layer->winner = NULL;
}

/* the shape of a batch: one axis more than its images */
static Shape batched(int batch, Shape shape) {
  if (shape.rank == MAX_RANK) BUG("an image of %d axes", shape.rank);
  Shape whole = {shape.rank + 1, {batch}};
  for (int axis = 0; axis < shape.rank; axis++) whole.size[axis + 1] = shape.size[axis];
  return whole;
}

/* all that the layer needs, or FAILED and a part of it */
static Status create_room(Layer *layer, int batch, bool training, bool input_gradient) {
  Shape in = batched(batch, layer->input_shape), out = batched(batch, layer->output_shape);

  /* Flatten only reads the same numbers under another shape, so it keeps nothing */
  if (layer->kind == FLATTEN) return OK;

  if (tensor_create(&layer->output, out) != OK) return FAILED;
  if (layer_activation(layer) == SOFTMAX && tensor_create(&layer->logits, out) != OK) return FAILED;
  if (layer->kind == MAX_POOLING2D && !(layer->winner = allocate(shape_count(out), sizeof(int)))) return FAILED;
  if (!training) return OK;
  if (layer->kind == DROPOUT && tensor_create(&layer->draws, in) != OK) return FAILED;
  if (input_gradient && tensor_create(&layer->input_gradient, in) != OK) return FAILED;
  return OK;
}

Status layer_make_room(Layer *layer, int batch, bool training, bool input_gradient) {
  free_room(layer);
  Status status = create_room(layer, batch, training, input_gradient);
  if (status != OK) free_room(layer); /* whoever sees an output may trust that the rest is there */
  return status;
}

void layer_free(Layer *layer) {
  free_room(layer);
  free_optimizer_state(&layer->kernel);
  free_optimizer_state(&layer->bias);
  tensor_free(&layer->kernel.value);
  tensor_free(&layer->bias.value);
}

/* ---- forward ---- */

static void conv2d_layer_forward(Layer *layer, const Kernels *kernels, int N) {
  const Conv2D *conv2d = &layer->conv2d;
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  int K = conv2d->kernel_size, S = conv2d->strides;
  kernels->conv2d_forward(N, in[0], in[1], in[2], K, conv2d->filters, S, out[0], out[1],
                          conv2d_zeros_before(in[0], K, S, conv2d->padding),
                          conv2d_zeros_before(in[1], K, S, conv2d->padding), layer->output.data, layer->input,
                          layer->kernel.value.data, layer->bias.value.data);
}

static void max_pooling2d_layer_forward(Layer *layer, const Kernels *kernels, int N) {
  const MaxPooling2D *pooling = &layer->max_pooling2d;
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  int K = pooling->pool_size, S = pooling->strides;
  void *winner = layer->winner;
  kernels->max_pooling2d_forward(N, in[0], in[1], in[2], K, S, out[0], out[1],
                                 conv2d_zeros_before(in[0], K, S, pooling->padding),
                                 conv2d_zeros_before(in[1], K, S, pooling->padding), layer->output.data, winner,
                                 layer->input);
}

static const void *dropout_layer_forward(Layer *layer, const Kernels *kernels, int N, Random *random) {
  if (!random) return layer->input; /* in use, dropout does nothing */
  int count = N * (int)shape_count(layer->output_shape);
  float *draws = layer->draws.data;
  for (int m = 0; m < count; m++) draws[m] = random_uniform(random);
  kernels->dropout_forward(count, layer->dropout.rate, layer->output.data, layer->input, draws);
  return layer->output.data;
}

/* what follows the sum, in place */
static void activate(Layer *layer, const Kernels *kernels, int N) {
  int count = N * (int)shape_count(layer->output_shape);
  switch (layer_activation(layer)) {
    case LINEAR: return;
    case RELU: kernels->relu_forward(count, layer->output.data, layer->output.data); return;
    case SOFTMAX: kernels->softmax(N, layer->output_shape.size[0], layer->output.data, layer->logits.data); return;
  }
}

const void *layer_forward(Layer *layer, const Kernels *kernels, int N, const void *input, Random *random) {
  layer->input = input;
  switch (layer->kind) {
    case CONV2D: conv2d_layer_forward(layer, kernels, N); break;
    case MAX_POOLING2D: max_pooling2d_layer_forward(layer, kernels, N); break;
    case FLATTEN: return input; /* (height, width, channels) lie one after the other already */
    case DENSE: {
      void *sums = layer->dense.activation == SOFTMAX ? layer->logits.data : layer->output.data;
      kernels->dense_forward(N, layer->input_shape.size[0], layer->dense.units, sums, input, layer->kernel.value.data,
                             layer->bias.value.data);
      break;
    }
    case DROPOUT: return dropout_layer_forward(layer, kernels, N, random);
  }
  activate(layer, kernels, N);
  return layer->output.data;
}

/* ---- backward ---- */

static void conv2d_layer_backward(Layer *layer, const Kernels *kernels, int N, const void *dy) {
  const Conv2D *conv2d = &layer->conv2d;
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  int K = conv2d->kernel_size, S = conv2d->strides;
  int top = conv2d_zeros_before(in[0], K, S, conv2d->padding), left = conv2d_zeros_before(in[1], K, S, conv2d->padding);
  kernels->conv2d_backward_kernel(N, in[0], in[1], in[2], K, conv2d->filters, S, out[0], out[1], top, left,
                                  layer->kernel.gradient.data, layer->bias.gradient.data, layer->input, dy);
  if (layer->input_gradient.data)
    kernels->conv2d_backward_input(N, in[0], in[1], in[2], K, conv2d->filters, S, out[0], out[1], top, left,
                                   layer->input_gradient.data, layer->kernel.value.data, dy);
}

void *layer_backward(Layer *layer, const Kernels *kernels, int N, void *dy) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  int count = N * (int)shape_count(layer->output_shape);

  /* back through the activation; for softmax, dy is the gradient of the logits already */
  if (layer_activation(layer) == RELU) kernels->relu_backward(count, dy, layer->output.data, dy);

  void *dx = layer->input_gradient.data;
  switch (layer->kind) {
    case CONV2D: conv2d_layer_backward(layer, kernels, N, dy); return dx;
    case MAX_POOLING2D: {
      const void *winner = layer->winner;
      if (dx) kernels->max_pooling2d_backward(N, in[0], in[1], in[2], out[0], out[1], dx, winner, dy);
      return dx;
    }
    case FLATTEN: return dy;
    case DENSE:
      kernels->dense_backward(N, in[0], layer->dense.units, dx, layer->kernel.gradient.data, layer->bias.gradient.data,
                              layer->input, layer->kernel.value.data, dy);
      return dx;
    case DROPOUT:
      if (dx) kernels->dropout_backward(count, layer->dropout.rate, dx, dy, layer->draws.data);
      return dx;
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

/* ---- a convolution and its pooling as one ---- */

bool layers_fit_together(const Layer *first, const Layer *second, const Kernels *kernels) {
  if (!kernels->conv2d_pooled_forward || first->kind != CONV2D || second->kind != MAX_POOLING2D) return false;
  const MaxPooling2D *pooling = &second->max_pooling2d;
  return first->conv2d.activation == RELU && pooling->padding == VALID && pooling->strides == pooling->pool_size &&
         !first->input_gradient.data;
}

const void *layer_pair_forward(Layer *first, Layer *second, const Kernels *kernels, int N, const void *input) {
  const Conv2D *conv2d = &first->conv2d;
  const int *in = first->input_shape.size, *out = first->output_shape.size;
  int K = conv2d->kernel_size, S = conv2d->strides;
  void *winner = second->winner;
  first->input = input;
  second->input = NULL; /* it never saw the convolution's output */
  kernels->conv2d_pooled_forward(N, in[0], in[1], in[2], K, conv2d->filters, S, out[0], out[1],
                                 conv2d_zeros_before(in[0], K, S, conv2d->padding),
                                 conv2d_zeros_before(in[1], K, S, conv2d->padding), second->max_pooling2d.pool_size,
                                 second->output.data, winner, first->output.data, input, first->kernel.value.data,
                                 first->bias.value.data);
  return second->output.data;
}

void layer_pair_backward(Layer *first, Layer *second, const Kernels *kernels, int N, const void *dy) {
  const Conv2D *conv2d = &first->conv2d;
  const int *in = first->input_shape.size, *out = first->output_shape.size;
  int K = conv2d->kernel_size, S = conv2d->strides;
  const void *winner = second->winner;
  kernels->conv2d_pooled_backward(N, in[0], in[1], in[2], K, conv2d->filters, S, out[0], out[1],
                                  conv2d_zeros_before(in[0], K, S, conv2d->padding),
                                  conv2d_zeros_before(in[1], K, S, conv2d->padding), second->max_pooling2d.pool_size,
                                  first->kernel.gradient.data, first->bias.gradient.data, first->output.data,
                                  first->input, second->output.data, winner, dy);
}
