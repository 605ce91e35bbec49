/*
 * Whole networks at random: any legal order of layers, activations, paddings, strides, images
 * of any shape or none. Each is held to two authorities:
 *
 * - the same network in double precision (reference.h), forward, and its loss's central
 *   differences for the gradients: with a step of 1e-6 they have no error that a float could see;
 * - itself with the kernels of conv2d_naive.c: every path, any number of threads, two steps of
 *   training and an answer, with a smaller batch in between.
 *
 * A new kind of layer needs a case in add_random_layer() and in layer_in_doubles().
 */
#include <stdio.h>

#include "helpers.h"
#include "kernels/kernels.h"
#include "model/sequential.h"
#include "reference.h"

enum { NETWORKS = 400, MOST_IMAGES = 5, MOST_NUMBERS = 12 * 12 * 3 };

/* ---- a network ---- */

/* height, width and channels at the end of the network so far; a flat end has height 0 */
typedef struct End {
  int height, width, units;
} End;

static int output_size(int size, int window, int stride, Padding padding) {
  return padding == SAME ? (size + stride - 1) / stride : (size - window) / stride + 1;
}

static void add_random_window(Sequential *model, End *end, Random *random, bool pooling) {
  Padding padding = random_up_to(random, 1) ? SAME : VALID;
  int smaller = end->height < end->width ? end->height : end->width, most = padding == SAME ? 4 : smaller < 4 ? smaller : 4;
  int size = random_between(random, 1, most), strides = random_between(random, 0, 3);
  int stride = strides ? strides : pooling ? size : 1; /* 0: Keras's default */
  if (pooling && random_up_to(random, 2) > 0) {
    add_max_pooling2d(model, (MaxPooling2D){.pool_size = size, .strides = strides, .padding = padding});
  } else if (pooling) {
    add_average_pooling2d(model, (AveragePooling2D){.pool_size = size, .strides = strides, .padding = padding});
  } else {
    end->units = random_between(random, 1, 19);
    add_conv2d(model, (Conv2D){.filters = end->units, .kernel_size = size, .strides = strides, .padding = padding,
                               .activation = random_up_to(random, 1) ? RELU : LINEAR});
  }
  end->height = output_size(end->height, size, stride, padding);
  end->width = output_size(end->width, size, stride, padding);
}

static void add_random_layer(Sequential *model, End *end, Random *random) {
  bool flat = end->height == 0;
  switch (random_between(random, 0, 4)) {
    case 0: add_dropout(model, (Dropout){.rate = 0.25f * (float)random_between(random, 0, 2)}); break;
    case 1:
      if (!flat) end->units *= end->height * end->width, end->height = 0;
      add_flatten(model); /* also what is flat already */
      break;
    case 2:
      if (!flat) add_random_window(model, end, random, true);
      break;
    default:
      if (!flat) add_random_window(model, end, random, false);
      if (!flat && random_up_to(random, 1)) add_random_window(model, end, random, true); /* as networks have it */
      if (!flat) break;
      end->units = random_between(random, 1, 40);
      add_dense(model, (Dense){.units = end->units, .activation = random_up_to(random, 1) ? RELU : LINEAR});
  }
}

/* the same network for the same seed; images of 1 to 12 pixels in each direction, or flat inputs */
static Sequential random_network(uint32_t seed) {
  Random random = random_from_seed(seed);
  Sequential model = sequential();
  End end = {random_between(&random, 1, 12), random_between(&random, 1, 12), random_between(&random, 1, 3)};
  bool flat = random_up_to(&random, 5) == 0;
  if (flat) end = (End){.units = random_between(&random, 1, 30)};
  add_input(&model, flat ? (Input){.units = end.units}
                         : (Input){.height = end.height, .width = end.width, .channels = end.units});
  for (int left = random_between(&random, 0, 6); left > 0; left--) add_random_layer(&model, &end, &random);
  if (end.height) add_flatten(&model);
  if (random_up_to(&random, 2) == 0) add_dropout(&model, (Dropout){.rate = 0.3f});
  add_dense(&model, (Dense){.units = random_between(&random, 2, 11), .activation = SOFTMAX});
  ck_assert_int_eq(build(&model, &random), OK);
  for (int i = 0; i < model.layer_count; i++) { /* biases that are not 0 */
    float *b = model.layers[i].bias.value.data;
    for (size_t m = 0; b && m < tensor_count(&model.layers[i].bias.value); m++) b[m] = random_uniform(&random) - 0.5f;
  }
  ck_assert_int_eq(compile(&model, (Adam){.learning_rate = 0.01f}), OK);
  return model;
}

static const char *network_text(const Sequential *model) {
  static char text[2000];
  char shape[64];
  size_t length = (size_t)snprintf(text, sizeof text, "%s", shape_text(model->input_shape, sizeof shape, shape));
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *a = &model->layers[i];
    length += (size_t)snprintf(text + length, sizeof text - length, " %s%s %s", a->name,
                               layer_activation(a) == RELU ? " relu" : "", shape_text(a->output_shape, sizeof shape, shape));
    if (a->kind == CONV2D)
      length += (size_t)snprintf(text + length, sizeof text - length, " K%d S%d %s", a->conv2d.kernel_size, a->conv2d.strides,
                                 a->conv2d.padding == SAME ? "same" : "valid");
  }
  return text;
}

/* ---- the same in double precision ---- */

typedef struct Doubles {
  const Sequential *model;
  int N;
  const float *x;
  const int *label;
  double *kernel[MAX_LAYERS], *bias[MAX_LAYERS], *p, *loss;
} Doubles;

static double *in_doubles(size_t count, const float a[]) {
  double *copy = reference_zeros(count);
  for (size_t m = 0; m < count; m++) copy[m] = (double)a[m];
  return copy;
}

static ReferenceWindow window_of(const Layer *layer, int N, int K, int S, Padding padding) {
  const int *in = layer->input_shape.size, *out = layer->output_shape.size;
  ReferenceWindow a = {N, in[0], in[1], in[2], K, out[2], S, out[0], out[1], 0, 0};
  /* `same`: half of what is missing for the last window comes before */
  int down = (a.P - 1) * S + K - a.H, right = (a.Q - 1) * S + K - a.W;
  if (padding == SAME) a.top = down > 0 ? down / 2 : 0, a.left = right > 0 ? right / 2 : 0;
  return a;
}

/* y from x; x is freed */
static double *layer_in_doubles(const Doubles *a, int i, double *x) {
  const Layer *layer = &a->model->layers[i];
  size_t count = (size_t)a->N * shape_count(layer->output_shape);
  double *y = reference_zeros(count);
  switch (layer->kind) {
    case CONV2D: {
      ReferenceWindow window = window_of(layer, a->N, layer->conv2d.kernel_size, layer->conv2d.strides, layer->conv2d.padding);
      reference_conv2d(&window, y, NULL, NULL, NULL, NULL, NULL, NULL, NULL, x, a->kernel[i], a->bias[i], NULL);
      break;
    }
    case MAX_POOLING2D: {
      const MaxPooling2D *pooling = &layer->pooling;
      ReferenceWindow window = window_of(layer, a->N, pooling->pool_size, pooling->strides, pooling->padding);
      int *winner = calloc(count, sizeof *winner);
      reference_max_pooling2d(&window, y, winner, x);
      free(winner);
      break;
    }
    case AVERAGE_POOLING2D: {
      const AveragePooling2D *pooling = &layer->pooling;
      ReferenceWindow window = window_of(layer, a->N, pooling->pool_size, pooling->strides, pooling->padding);
      reference_average_pooling2d(&window, y, NULL, x, NULL);
      break;
    }
    case FLATTEN: memcpy(y, x, count * sizeof *y); break;
    case DENSE: {
      ReferenceWindow window = reference_dense(a->N, layer->input_shape.size[0], layer->dense.units);
      reference_conv2d(&window, y, NULL, NULL, NULL, NULL, NULL, NULL, NULL, x, a->kernel[i], a->bias[i], NULL);
      break;
    }
    case DROPOUT: { /* with the draws of the library's own training step */
      const float *draws = layer->draws.data;
      double rate = (double)layer->dropout.rate;
      for (size_t m = 0; m < count; m++) y[m] = (double)draws[m] < rate ? 0 : x[m] / (1 - rate);
      break;
    }
  }
  if (layer_activation(layer) == RELU)
    for (size_t m = 0; m < count; m++) y[m] = fmax(0, y[m]);
  free(x);
  return y;
}

/* the mean loss of the batch; p and loss hold what belongs to each image */
static double forward_in_doubles(Doubles *a) {
  const Sequential *model = a->model;
  double *y = in_doubles((size_t)a->N * shape_count(model->input_shape), a->x);
  for (int i = 0; i < model->layer_count; i++) y = layer_in_doubles(a, i, y);
  reference_softmax(a->N, model->layers[model->layer_count - 1].output_shape.size[0], a->p, a->loss, y, a->label);
  free(y);
  double sum = 0;
  for (int n = 0; n < a->N; n++) sum += a->loss[n];
  return sum / a->N;
}

static Doubles new_doubles(const Sequential *model, int N, const float *x, const int *label) {
  Doubles a = {.model = model, .N = N, .x = x, .label = label};
  for (int i = 0; i < model->layer_count; i++) {
    const Layer *layer = &model->layers[i];
    if (!layer->kernel.value.data) continue;
    a.kernel[i] = in_doubles(tensor_count(&layer->kernel.value), layer->kernel.value.data);
    a.bias[i] = in_doubles(tensor_count(&layer->bias.value), layer->bias.value.data);
  }
  a.p = reference_zeros((size_t)N * shape_count(model->layers[model->layer_count - 1].output_shape));
  a.loss = reference_zeros((size_t)N);
  return a;
}

static void free_doubles(Doubles *a) {
  for (int i = 0; i < MAX_LAYERS; i++) free(a->kernel[i]), free(a->bias[i]);
  free(a->p), free(a->loss);
}

/* the slope of the loss along one weight, or NaN beside a kink of ReLU or of a pooling: there the two sides differ */
static double slope_in_doubles(Doubles *a, double *w, double here) {
  const double step = 1e-6;
  double kept = *w;
  *w = kept + step;
  double above = forward_in_doubles(a);
  *w = kept - step;
  double below = forward_in_doubles(a);
  *w = kept;
  bool kink = fabs((above - here) - (here - below)) > 1e-4 * step;
  return kink ? (double)NAN : (above - below) / (2 * step);
}

/* some parameters of each layer; returns the worst error */
static double check_gradients(Doubles *a, Random *random, int *kinks) {
  double here = forward_in_doubles(a), worst = 0;
  for (int i = 0; i < a->model->layer_count; i++) {
    const Layer *layer = &a->model->layers[i];
    for (int of = 0; of < 2 && a->kernel[i]; of++) {
      const Tensor *gradient = of ? &layer->bias.gradient : &layer->kernel.gradient;
      size_t count = tensor_count(gradient), some = count < 6 ? count : 6;
      for (size_t m = 0; m < some; m++) {
        size_t at = some == count ? m : random_up_to(random, (uint32_t)count - 1);
        double slope = slope_in_doubles(a, of ? &a->bias[i][at] : &a->kernel[i][at], here);
        if (isnan(slope)) {
          ++*kinks;
          continue;
        }
        double error = fabs(slope - (double)((const float *)gradient->data)[at]);
        ck_assert_msg(error < 2e-5, "%s: %s %s[%zu]: gradient %g, slope %g", network_text(a->model), layer->name,
                      of ? "bias" : "kernel", at, (double)((const float *)gradient->data)[at], slope);
        worst = fmax(worst, error);
      }
    }
  }
  return worst;
}

/* ---- the tests ---- */

typedef struct Batch {
  int N;
  float *x;
  int label[MOST_IMAGES];
} Batch;

static Batch random_batch(const Sequential *model, Random *random, int N) {
  Batch a = {.N = N, .x = random_floats(random, (size_t)N * shape_count(model->input_shape))};
  int classes = model->layers[model->layer_count - 1].output_shape.size[0];
  for (int n = 0; n < N; n++) a.label[n] = random_between(random, 0, classes - 1);
  return a;
}

START_TEST(forward_and_gradients_in_double_precision) {
  double worst = 0, worst_gradient = 0;
  int kinks = 0;
  for (uint32_t seed = 0; seed < NETWORKS; seed++) {
    Sequential model = random_network(seed);
    Random random = random_from_seed(1000 + seed);
    Batch batch = random_batch(&model, &random, random_between(&random, 1, MOST_IMAGES));
    use_threads(thread_counts[seed % THREAD_COUNTS]);
    float *loss = new_floats((size_t)batch.N);
    Random draws = random;
    const float *p = forward(&model, batch.N, batch.x, true, &draws);
    ck_assert_ptr_nonnull(p);
    Doubles a = new_doubles(&model, batch.N, batch.x, batch.label);
    forward_in_doubles(&a);
    size_t answers = (size_t)batch.N * shape_count(model.layers[model.layer_count - 1].output_shape);
    for (size_t m = 0; m < answers; m++) {
      double error = fabs((double)p[m] - a.p[m]);
      ck_assert_msg(error < 1e-5, "seed %u, %s: p[%zu] is %g, expected %g", seed, network_text(&model), m, (double)p[m], a.p[m]);
      worst = fmax(worst, error);
    }
    backward(&model, batch.N, batch.label, loss);
    for (int n = 0; n < batch.N; n++)
      ck_assert_msg(fabs((double)loss[n] - a.loss[n]) < 1e-4, "%s: loss %g, expected %g", network_text(&model),
                    (double)loss[n], a.loss[n]);
    worst_gradient = fmax(worst_gradient, check_gradients(&a, &random, &kinks));
    free_doubles(&a), drop(loss), drop(batch.x), sequential_free(&model);
  }
  printf("%d networks: worst answer %.1e, worst gradient %.1e, %d kinks\n", NETWORKS, worst, worst_gradient, kinks);
  ck_assert_int_lt(kinks, NETWORKS); /* of some 10,000 slopes */
}
END_TEST

static const struct {
  const char *name;
  const Kernels *kernels;
} paths[] = {{"library", &library_kernels}, {"blocked", &blocked_kernels}, {"winograd", &winograd_kernels}};

enum { PATHS = sizeof paths / sizeof paths[0] };

/* everything that a step of training leaves behind: answers, losses, gradients; weights begin as the naive network's */
static void compare_step(const char *name, Sequential *naive, Sequential *fast, const Batch *batch, Random draws) {
  Random same = draws;
  float *losses[2] = {new_floats((size_t)batch->N), new_floats((size_t)batch->N)};
  copy_weights(fast, naive);
  const float *p = forward(naive, batch->N, batch->x, true, &draws), *q = forward(fast, batch->N, batch->x, true, &same);
  ck_assert(p && q);
  ck_assert(memcmp(&draws, &same, sizeof same) == 0); /* as many draws */
  size_t answers = (size_t)batch->N * shape_count(naive->layers[naive->layer_count - 1].output_shape);
  double error = largest_difference(answers, q, p);
  backward(naive, batch->N, batch->label, losses[0]);
  backward(fast, batch->N, batch->label, losses[1]);
  error = fmax(error, largest_difference((size_t)batch->N, losses[1], losses[0]));
  for (int i = 0; i < naive->layer_count; i++) {
    const Layer *a = &naive->layers[i], *b = &fast->layers[i];
    if (!a->kernel.value.data) continue;
    error = fmax(error, largest_difference(tensor_count(&a->kernel.gradient), b->kernel.gradient.data, a->kernel.gradient.data));
    error = fmax(error, largest_difference(tensor_count(&a->bias.gradient), b->bias.gradient.data, a->bias.gradient.data));
  }
  ck_assert_msg(error < 3e-5, "%s is off by %g: %s", name, error, network_text(naive)); /* seen: 2e-6 */
  update(naive), update(fast);
  drop(losses[0]), drop(losses[1]);
}

/* forward(), backward() and update() in one leave the same bits behind as one after the other did */
static void compare_whole_step(Sequential *whole, const Sequential *fast, const Batch *batch, Random draws) {
  float *loss = new_floats((size_t)batch->N);
  const float *p = train_on_batch(whole, batch->N, batch->x, batch->label, loss, &draws);
  const Layer *last = &fast->layers[fast->layer_count - 1];
  ck_assert_ptr_nonnull(p);
  ck_assert_msg(same_bits((size_t)batch->N * shape_count(last->output_shape), p, last->output.data), "answers: %s",
                network_text(fast));
  for (int n = 0; n < batch->N; n++) ck_assert(isfinite(loss[n]));
  for (int i = 0; i < fast->layer_count; i++) {
    const Parameter *a[2] = {&fast->layers[i].kernel, &fast->layers[i].bias};
    const Parameter *b[2] = {&whole->layers[i].kernel, &whole->layers[i].bias};
    for (int m = 0; m < 2; m++)
      ck_assert_msg(!a[m]->value.data || same_bits(tensor_count(&a[m]->value), a[m]->value.data, b[m]->value.data),
                    "weights of %s: %s", fast->layers[i].name, network_text(fast));
  }
  drop(loss);
}

START_TEST(every_path_learns_as_the_naive_one) {
  for (uint32_t seed = 0; seed < NETWORKS / 3; seed++) { /* threads that outnumber the cores take their time */
    Sequential naive = random_network(seed), fast = random_network(seed), whole = random_network(seed);
    naive.kernels = &naive_kernels, fast.kernels = whole.kernels = paths[_i].kernels;
    Random random = random_from_seed(2000 + seed);
    int N = random_between(&random, 2, MOST_IMAGES);
    use_threads(thread_counts[seed % THREAD_COUNTS]);
    for (int step = 0; step < 3; step++) {
      Batch batch = random_batch(&naive, &random, step == 1 ? 1 : N); /* a last batch is often smaller */
      copy_weights(&whole, &naive);
      compare_step(paths[_i].name, &naive, &fast, &batch, random);
      compare_whole_step(&whole, &fast, &batch, random);

      float *answer = new_floats((size_t)batch.N * shape_count(naive.layers[naive.layer_count - 1].output_shape));
      copy_weights(&fast, &naive);
      ck_assert_int_eq(predict(&naive, batch.N, batch.x, answer), OK);
      const float *q = forward(&fast, batch.N, batch.x, false, NULL);
      ck_assert_msg(largest_difference(array_count(answer), q, answer) < 1e-5, "%s: %s", paths[_i].name, network_text(&naive));
      drop(answer), drop(batch.x);
    }
    sequential_free(&naive), sequential_free(&fast), sequential_free(&whole);
  }
}
END_TEST

/* the slopes see a gradient that is off by a thousandth of the largest */
START_TEST(a_planted_mistake_is_seen) {
  Sequential model = random_network(3);
  Random random = random_from_seed(4), draws = random;
  Batch batch = random_batch(&model, &random, 3);
  float *loss = new_floats(3);
  ck_assert_ptr_nonnull(forward(&model, 3, batch.x, true, &draws));
  backward(&model, 3, batch.label, loss);
  Doubles a = new_doubles(&model, 3, batch.x, batch.label);
  int last = model.layer_count - 1, kinks = 0;
  const float *g = model.layers[last].bias.gradient.data;
  ck_assert_double_lt(check_gradients(&a, &random, &kinks), 2e-5);
  double slope = slope_in_doubles(&a, &a.bias[last][0], forward_in_doubles(&a));
  ck_assert_double_gt(fabs(slope - 1.001 * (double)g[0]), 2e-5);
  free_doubles(&a), drop(loss), drop(batch.x), sequential_free(&model);
}
END_TEST

int main(void) {
  TCase *tests = tcase_create("networks");
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, forward_and_gradients_in_double_precision);
  tcase_add_loop_test(tests, every_path_learns_as_the_naive_one, 0, PATHS);
  tcase_add_test(tests, a_planted_mistake_is_seen);
  return run_tests("networks", tests);
}
