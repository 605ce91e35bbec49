/* Looking inside a trained network: see inspect.h. */
#include "model/inspect.h"

#include <string.h>

#include "base/memory.h"
#include "data/batches.h"
#include "kernels/statistics.h"

enum { BATCH = 100 /* images at once: their maps stay in the cache */ };

/* ---- what a value saw ---- */

Field receptive_field(const Functional *model, int row, int column) {
  Field field = {row, column, row, column};
  const Layer *layers = model->inputs.network->layers;
  for (int n = model->outputs.after - 1; n >= model->inputs.after; n--) {
    const Layer *layer = &layers[n];
    if (layer->kind == DROPOUT) continue;
    const Window window = layer_window(layer);
    const int K = window.size, S = window.strides, top = window.top, left = window.left;
    if (K == 0) BUG("layer %s has no window", layer->name);

    /* output row r looks at rows r*S - top to r*S - top + K - 1 */
    field = (Field){field.top * S - top, field.left * S - left, field.bottom * S - top + K - 1,
                    field.right * S - left + K - 1};
  }
  return field;
}

/* ---- the arithmetic of one value ---- */

Status pixel_arithmetic(const Layer *layer, const float *image, int row, int column, int filter,
                        Arithmetic *arithmetic) {
  if (layer->kind != CONV2D || layer->input_shape.size[2] != 1)
    return fail("layer %s: not a convolution of one channel, so its arithmetic is not nine products", layer->name);
  const int H = layer->input_shape.size[0], W = layer->input_shape.size[1], F = layer->output_shape.size[2];
  const int K = layer->conv2d.kernel_size, S = layer->conv2d.strides;
  if (K * K > MAX_TAPS) return fail("layer %s: a kernel of %d x %d is too large to be written out", layer->name, K, K);
  if (row < 0 || row >= layer->output_shape.size[0] || column < 0 || column >= layer->output_shape.size[1] ||
      filter < 0 || filter >= F)
    BUG("layer %s has no value at row %d, column %d, filter %d", layer->name, row, column, filter);

  const float *w = layer->kernel.value.data, *b = layer->bias.value.data;
  Arithmetic a = {.row = row, .column = column, .filter = filter, .K = K, .bias = b[filter]};
  a.top = row * S - conv2d_zeros_before(H, K, S, layer->conv2d.padding);
  a.left = column * S - conv2d_zeros_before(W, K, S, layer->conv2d.padding);
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) {
      const int tap = i * K + j, r = a.top + i, c = a.left + j;
      a.patch[tap] = r >= 0 && r < H && c >= 0 && c < W ? image[r * W + c] : 0;
      a.kernel[tap] = w[tap * F + filter];
      a.product[tap] = a.patch[tap] * a.kernel[tap];
      a.products_sum += a.product[tap];
    }
  a.output = a.products_sum + a.bias;
  if (layer->conv2d.activation == RELU && a.output < 0) a.output = 0;
  *arithmetic = a;
  return OK;
}

static bool holds_zero(const Arithmetic *value) {
  for (int tap = 0; tap < value->K * value->K; tap++)
    if (value->patch[tap] == 0) return true;
  return false;
}

Status strongest_value(const Layer *layer, const float *image, Arithmetic *strongest) {
  const int *size = layer->output_shape.size;
  bool found = false;
  for (int r = 0; r < size[0]; r++)
    for (int c = 0; c < size[1]; c++)
      for (int f = 0; f < size[2]; f++) {
        Arithmetic value;
        if (pixel_arithmetic(layer, image, r, c, f, &value) != OK) return FAILED;
        const bool zero = found && holds_zero(&value), zero_before = found && holds_zero(strongest);
        if (!found || (zero_before && !zero) || (zero == zero_before && value.output > strongest->output))
          *strongest = value;
        found = true;
      }
  return OK;
}

/* ---- what excites a filter ---- */

/* puts a candidate into a list that is kept in order, strongest first; the weakest falls out */
static void insert(int top, Excitation best[top], Excitation candidate) {
  if (candidate.value <= best[top - 1].value) return;
  int place = top - 1;
  for (; place > 0 && best[place - 1].value < candidate.value; place--) best[place] = best[place - 1];
  best[place] = candidate;
}

/* each filter's strongest place in one image */
static void strongest_places(int P, int Q, int F, const float map[P][Q][F], int image, Excitation strongest[F]) {
  for (int f = 0; f < F; f++) strongest[f] = (Excitation){.image = image};
  for (int r = 0; r < P; r++)
    for (int c = 0; c < Q; c++)
      for (int f = 0; f < F; f++)
        if (map[r][c][f] > strongest[f].value)
          strongest[f].value = map[r][c][f], strongest[f].row = r, strongest[f].column = c;
}

Status top_excitations(const Functional *model, const Dataset *set, int top, Excitation *best) {
  const Shape shape = keras_tensor_shape(model->outputs);
  const int P = shape.size[0], Q = shape.size[1], F = shape.size[2];
  for (int i = 0; i < F * top; i++) best[i] = (Excitation){.image = -1};

  float *x = allocate(BATCH * shape_count(keras_tensor_shape(model->inputs)), sizeof *x);
  Excitation *strongest = allocate((size_t)F, sizeof *strongest);
  Status status = x && strongest ? OK : FAILED;
  for (int batch = 0; status == OK && batch < batch_count(set->count, BATCH); batch++) {
    const int N = batch_images(set->count, BATCH, batch);
    load_batch(set, NULL, batch * BATCH, N, x, NULL);
    const void *y = functional_forward(model, N, x);
    if (!y) status = FAILED;
    const float(*map)[P][Q][F] = y;
    for (int n = 0; y && n < N; n++) {
      strongest_places(P, Q, F, map[n], batch * BATCH + n, strongest);
      for (int f = 0; f < F; f++) insert(top, best + f * top, strongest[f]);
    }
  }
  release(x);
  release(strongest);
  return status;
}

/* ---- one filter taken apart ---- */

/* channel k of an array whose last axis is the channels */
static void take_channel(int places, int C, int k, float channel[places], const float array[places][C]) {
  for (int i = 0; i < places; i++) channel[i] = array[i][k];
}

Status partial_maps(const Layer *layer, const float *input, int filter, float *part) {
  if (layer->kind != CONV2D) BUG("layer %s is no convolution", layer->name);
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  const int H = in[0], W = in[1], C = in[2], F = out[2], K = layer->conv2d.kernel_size, S = layer->conv2d.strides;
  const int top = conv2d_zeros_before(H, K, S, layer->conv2d.padding),
            left = conv2d_zeros_before(W, K, S, layer->conv2d.padding);
  void *channel = allocate((size_t)H * (size_t)W, sizeof(float)),
       *slice = allocate((size_t)K * (size_t)K, sizeof(float));
  const Status status = channel && slice ? OK : FAILED;

  const float no_bias[1] = {0};
  for (int k = 0; status == OK && k < C; k++) {
    take_channel(H * W, C, k, channel, (const float(*)[C])input);
    take_channel(K * K, C * F, k * F + filter, slice, layer->kernel.value.data);
    conv2d_forward_naive(1, H, W, 1, K, 1, S, out[0], out[1], top, left, (void *)(part + k * out[0] * out[1]), channel,
                         slice, no_bias);
  }
  release(channel);
  release(slice);
  return status;
}

/* ---- where the network is wrong ---- */

Status predict_set(Sequential *model, const Dataset *set, float *probability) {
  float *x = allocate(BATCH * shape_count(model->input_shape), sizeof *x);
  const size_t U = shape_count(model->layers[model->layer_count - 1].output_shape);
  Status status = x ? OK : FAILED;
  for (int batch = 0; status == OK && batch < batch_count(set->count, BATCH); batch++) {
    const int N = batch_images(set->count, BATCH, batch);
    load_batch(set, NULL, batch * BATCH, N, x, NULL);
    const float *y = forward(model, N, x, false, NULL);
    if (y)
      memcpy(probability + (size_t)batch * BATCH * U, y, (size_t)N * U * sizeof *y);
    else
      status = FAILED;
  }
  release(x);
  return status;
}

void confusion_matrix(const Dataset *set, int U, int count[U][U], const float probability[][U]) {
  memset(count, 0, (size_t)U * sizeof count[0]);
  for (int n = 0; n < set->count; n++) count[dataset_label(set, n)][argmax(U, probability[n])]++;
}

int surest_mistakes(const Dataset *set, int U, const float probability[][U], int most, Mistake mistake[most]) {
  int found = 0;
  for (int n = 0; n < set->count; n++) {
    const int label = dataset_label(set, n), predicted = argmax(U, probability[n]);
    const Mistake candidate = {n, label, predicted, probability[n][predicted]};
    if (predicted == label || (found == most && candidate.probability <= mistake[most - 1].probability)) continue;

    /* kept in order, the surest first */
    int place = found < most ? found++ : most - 1;
    for (; place > 0 && mistake[place - 1].probability < candidate.probability; place--)
      mistake[place] = mistake[place - 1];
    mistake[place] = candidate;
  }
  return found;
}
