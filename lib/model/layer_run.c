/*
 * What each kind of layer does: see layer.h. One function a question, one switch each.
 * The arithmetic itself is in lib/kernels, and who does which part of it in batch.c.
 */
#include "model/layer.h"

/* where image n of a batch begins; null where there is no batch */
static void *image_at(void *batch, Shape image, int n) {
  return batch ? (float *)batch + (size_t)n * shape_count(image) : NULL;
}
static const void *image_in(const void *batch, Shape image, int n) {
  return (const float *)batch + (size_t)n * shape_count(image);
}

/* ---- where things lie ---- */

const void *layer_connect(Layer *layer, const void *input, bool training) {
  layer->input = input;
  switch (layer->kind) {
    case FLATTEN: return input; /* (height, width, channels) lie one after the other already */
    case DROPOUT: return training ? layer->output.data : input; /* in use, dropout does nothing */
    case CONV2D:
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D:
    case DENSE: return layer->output.data;
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

void *layer_connect_backward(Layer *layer, void *output_gradient) {
  layer->output_gradient = output_gradient;
  switch (layer->kind) {
    case FLATTEN: return output_gradient;
    case CONV2D:
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D:
    case DENSE:
    case DROPOUT: return output_gradient ? layer->input_gradient.data : NULL;
  }
  BUG("a layer of kind %d", (int)layer->kind);
}

void layer_draw(Layer *layer, int N, Random *random) {
  float *draws = layer->draws.data;
  if (!draws) return; /* of no use to this kind */
  size_t count = (size_t)N * shape_count(layer->output_shape);
  for (size_t m = 0; m < count; m++) draws[m] = random_uniform(random);
}

/* ---- forward ---- */

static void conv2d_forward(const Layer *layer, const Kernels *kernels, int N, void *y, const void *x) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  Window window = layer_window(layer);
  int K = window.size, F = layer->conv2d.filters, S = window.strides, top = window.top, left = window.left;
  const void *b = layer->bias.value.data;
  if (!layer->path || !layer->path->forward(N, in[0], in[1], in[2], K, F, S, out[0], out[1], top, left, y, x,
                                            layer->prepared.data, b))
    kernels->conv2d_forward(N, in[0], in[1], in[2], K, F, S, out[0], out[1], top, left, y, x,
                            layer->kernel.value.data, b);
}

static void max_pooling2d(const Layer *layer, const Kernels *kernels, int N, void *y, void *winner, const void *x) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  Window window = layer_window(layer);
  kernels->max_pooling2d_forward(N, in[0], in[1], in[2], window.size, window.strides, out[0], out[1], window.top,
                                 window.left, y, winner, x);
}

void layer_forward(Layer *layer, const Kernels *kernels, bool training, int first, int N) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  const Window window = layer_window(layer);
  int count = N * (int)shape_count(layer->output_shape);
  const void *x = image_in(layer->input, layer->input_shape, first);
  void *y = image_at(layer->output.data, layer->output_shape, first);
  void *logits = image_at(layer->logits.data, layer->output_shape, first);
  switch (layer->kind) {
    case CONV2D: conv2d_forward(layer, kernels, N, y, x); break;
    case MAX_POOLING2D:
      max_pooling2d(layer, kernels, N, y, image_at(layer->winner, layer->output_shape, first), x);
      break;
    case AVERAGE_POOLING2D:
      kernels->average_pooling2d_forward(N, in[0], in[1], in[2], window.size, window.strides, out[0], out[1],
                                         window.top, window.left, y, x);
      break;
    case FLATTEN: break;
    case DENSE:
      kernels->dense_forward(N, layer->input_shape.size[0], layer->dense.units, logits ? logits : y, x,
                             layer->kernel.value.data, layer->bias.value.data);
      break;
    case DROPOUT:
      if (training)
        kernels->dropout_forward(count, layer->dropout.rate, y, x,
                                 image_in(layer->draws.data, layer->output_shape, first));
      break;
  }
  switch (layer_activation(layer)) {
    case LINEAR: break;
    case RELU: kernels->relu_forward(count, y, y); break;
    case SOFTMAX: kernels->softmax(N, layer->output_shape.size[0], y, logits); break;
  }
}

/* ---- backward to the input ---- */

static void conv2d_backward_input(const Layer *layer, const Kernels *kernels, int N, void *dx, const void *dy) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  Window window = layer_window(layer);
  int K = window.size, F = layer->conv2d.filters, S = window.strides, top = window.top, left = window.left;
  if (!layer->path || !layer->path->backward_input(N, in[0], in[1], in[2], K, F, S, out[0], out[1], top, left, dx,
                                                   layer->turned.data, dy))
    kernels->conv2d_backward_input(N, in[0], in[1], in[2], K, F, S, out[0], out[1], top, left, dx,
                                   layer->kernel.value.data, dy);
}

static void conv2d_backward_kernel(const Layer *layer, const Kernels *kernels, int N, int k0, int k1, void *dw,
                                   void *db, const void *x, const void *dy) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  Window window = layer_window(layer);
  kernels->conv2d_backward_kernel(N, in[0], in[1], in[2], window.size, layer->conv2d.filters, window.strides, out[0],
                                  out[1], window.top, window.left, k0, k1, dw, db, x, dy);
}

void layer_backward(Layer *layer, const Kernels *kernels, int first, int N) {
  if (!layer->output_gradient) return;
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  int count = N * (int)shape_count(layer->output_shape);
  void *dy = image_at(layer->output_gradient, layer->output_shape, first);
  void *dx = image_at(layer->input_gradient.data, layer->input_shape, first);

  /* back through the activation */
  switch (layer_activation(layer)) {
    case LINEAR: break;
    case RELU: kernels->relu_backward(count, dy, image_in(layer->output.data, layer->output_shape, first), dy); break;
    case SOFTMAX: break; /* dy is the gradient of the logits already */
  }

  switch (layer->kind) {
    case CONV2D:
      for (int n = first; layer->image_gradients.data && n < first + N; n++) {
        size_t weights = tensor_count(&layer->kernel.value);
        float *dw = (float *)layer->image_gradients.data + (size_t)n * layer_parameter_count(layer);
        conv2d_backward_kernel(layer, kernels, 1, 0, in[2], dw, dw + weights,
                               image_in(layer->input, layer->input_shape, n),
                               image_in(layer->output_gradient, layer->output_shape, n));
      }
      if (dx) conv2d_backward_input(layer, kernels, N, dx, dy);
      return;
    case MAX_POOLING2D: {
      const void *winner = image_at(layer->winner, layer->output_shape, first);
      if (dx) kernels->max_pooling2d_backward(N, in[0], in[1], in[2], out[0], out[1], dx, winner, dy);
      return;
    }
    case AVERAGE_POOLING2D: {
      Window window = layer_window(layer);
      if (dx)
        kernels->average_pooling2d_backward(N, in[0], in[1], in[2], window.size, window.strides, out[0], out[1],
                                            window.top, window.left, dx, dy);
      return;
    }
    case FLATTEN: return;
    case DENSE:
      if (dx) kernels->dense_backward_input(N, in[0], layer->dense.units, dx, layer->kernel.value.data, dy);
      return;
    case DROPOUT:
      if (dx)
        kernels->dropout_backward(count, layer->dropout.rate, dx, dy,
                                  image_in(layer->draws.data, layer->output_shape, first));
      return;
  }
}

/* ---- the weights ---- */

/* the kernel seen as [places][rows][width]: a share of its rows is `places` runs of numbers */
typedef struct Rows {
  int places, rows, width;
} Rows;

static Rows rows_of(const Layer *layer) {
  Shape kernel = layer_kernel_shape(layer);
  const int *size = kernel.size;
  if (kernel.rank == 0) return (Rows){0};
  return kernel.rank == 4 ? (Rows){size[0] * size[1], size[2], size[3]} : (Rows){1, size[0], size[1]};
}

int layer_rows(const Layer *layer) { return rows_of(layer).rows; }

void layer_prepare(Layer *layer, bool training, int first, int end) {
  if (!layer->path) return; /* only a convolution has one */
  const Conv2D *conv2d = &layer->conv2d;
  int C = layer->input_shape.size[2], K = conv2d->kernel_size, F = conv2d->filters, S = conv2d->strides;
  const void *w = layer->kernel.value.data;
  layer->path->prepare(C, K, F, S, first, end, layer->prepared.data, w);
  if (training) layer->path->prepare_turned(C, K, F, S, first, end, layer->turned.data, w);
}

/* sum[m] = part[0][m] + part[1][m] + ..., always in this order */
static void add_images(int N, size_t step, size_t count, float sum[count], const float *part) {
  for (size_t m = 0; m < count; m++) sum[m] = part[m];
  for (int n = 1; n < N; n++)
    for (size_t m = 0; m < count; m++) sum[m] += part[(size_t)n * step + m];
}

void layer_backward_weights(Layer *layer, const Kernels *kernels, int N, int first, int end) {
  if (!layer->output_gradient || first >= end) return;
  void *dw = layer->kernel.gradient.data, *db = layer->bias.gradient.data;
  const void *x = layer->input, *dy = layer->output_gradient;
  switch (layer->kind) {
    case CONV2D: {
      const float *parts = layer->image_gradients.data;
      if (!parts) {
        conv2d_backward_kernel(layer, kernels, N, first, end, dw, db, x, dy);
        return;
      }
      Rows rows = rows_of(layer);
      size_t step = layer_parameter_count(layer), run = (size_t)((end - first) * rows.width);
      for (int place = 0; place < rows.places; place++) {
        size_t begin = (size_t)((place * rows.rows + first) * rows.width);
        add_images(N, step, run, (float *)dw + begin, parts + begin);
      }
      if (first == 0) add_images(N, step, (size_t)rows.width, db, parts + tensor_count(&layer->kernel.value));
      return;
    }
    case DENSE:
      kernels->dense_backward_kernel(N, layer->input_shape.size[0], layer->dense.units, first, end, dw, db, x, dy);
      return;
    case MAX_POOLING2D:
    case AVERAGE_POOLING2D:
    case FLATTEN:
    case DROPOUT: return;
  }
}

/* Adam's step for `count` numbers of a parameter, from `begin` on */
static void update(Parameter *parameter, const Kernels *kernels, Adam adam, int step, size_t begin, int count) {
  kernels->adam_step(count, step, adam.learning_rate, adam.beta_1, adam.beta_2, adam.epsilon,
                     (float *)parameter->value.data + begin, (float *)parameter->m.data + begin,
                     (float *)parameter->v.data + begin, (const float *)parameter->gradient.data + begin);
}

void layer_update(Layer *layer, const Kernels *kernels, Adam adam, int step, int first, int end) {
  if (first >= end) return;
  Rows rows = rows_of(layer);
  for (int place = 0; place < rows.places; place++)
    update(&layer->kernel, kernels, adam, step, (size_t)((place * rows.rows + first) * rows.width),
           (end - first) * rows.width);
  if (first == 0) update(&layer->bias, kernels, adam, step, 0, rows.width);
}
