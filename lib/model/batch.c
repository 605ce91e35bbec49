/*
 * A batch through the network, and which thread does what. All threads of the library are
 * here; the kernels know of none.
 *
 * In training, the threads meet three times a step: when it begins, in the middle, and at
 * its end.
 *
 * - Forward, and backward to the input, an image needs no other. A thread takes its share of
 *   the batch's images: through the convolutional layers a few at a time, so that what one
 *   layer has written is still in the core's own cache when the next one reads it; through
 *   the dense layers all at once, so that their weights are read once.
 * - All meet. A weight's gradient is a sum over all images. A thread takes its share of the
 *   weights: their gradients, Adam's step, and what a fast path prepares from them.
 * - All meet again: the next batch needs all weights.
 *
 *     thread 0  | images 0 .. 15  forward, backward | weights: gradients, Adam |
 *     thread 1  | images 16 .. 31 forward, backward | weights: gradients, Adam |
 *             meet                                meet                       meet
 *
 * Each number is made by one thread, in an order that does not depend on how many there
 * are: so the bits do not either. Chance is asked before the threads start.
 */
#include "model/batch.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "data/batches.h"
#include "kernels/statistics.h"
#include "kernels/threads.h"

enum {
  AT_A_TIME = 1, /* images through the convolutional layers: those of the book's network take 0.3 MB each */
  ROWS = 64      /* of a dense layer: their gradients are in the first-level cache when Adam reads them */
};

/* ---- before the threads start ---- */

/* work space in the layers first .. end-1 for N images; it only ever grows, so that a smaller last batch costs nothing */
static Status make_room(Sequential *model, int first, int end, int N, bool training) {
  bool weights_before = false; /* below the first layer with weights, gradients are of no use */
  for (int i = first; i < end; i++) {
    Layer *layer = &model->layers[i];
    bool other_path = layer->kind == CONV2D && layer->path != conv2d_prepared(model->kernels->conv2d_forward,
                                                                              model->kernels->conv2d_backward_input);
    if (layer->room < N || (training && !layer->training_room) || other_path) {
      int most = N > layer->room ? N : layer->room;
      bool both = training || (layer->room > 0 && layer->training_room);
      if (layer_make_room(layer, model->kernels, most, both, weights_before) != OK) return FAILED;
      model->prepared = false;
    }
    weights_before = weights_before || layer_rows(layer) > 0;
  }
  return OK;
}

/* each layer's output is the next one's input; returns where the last output will be */
static const void *connect(Sequential *model, int first, int end, const void *x, bool training) {
  for (int i = first; i < end; i++) x = layer_connect(&model->layers[i], x, training);
  return x;
}

/* the gradients: that of the logits takes their place when they have served */
static void connect_backward(Sequential *model) {
  void *dy = model->layers[model->layer_count - 1].logits.data;
  for (int i = model->layer_count - 1; i >= 0; i--) dy = layer_connect_backward(&model->layers[i], dy);
}

/* ---- one thread's work ---- */

/* where the layers end that images go through a few at a time */
static int convolutional_end(const Sequential *model, int first, int end) {
  for (int i = first; i < end; i++)
    if (model->layers[i].kind == DENSE) return i;
  return end;
}

/* this thread's share of what the fast paths prepare; needed by all when the weights have changed */
static void prepare_share(Sequential *model, int first, int end, bool training) {
  for (int i = first; i < end; i++) {
    Share rows = my_share(layer_rows(&model->layers[i]));
    layer_prepare(&model->layers[i], training, rows.first, rows.end);
  }
}

/* the images first .. end-1 of the batch forward through the layers from .. to-1 */
static void images_forward(Sequential *model, int from, int to, bool training, Share images) {
  int dense = convolutional_end(model, from, to);
  for (int n = images.first; n < images.end; n += AT_A_TIME)
    for (int i = from; i < dense; i++)
      layer_forward(&model->layers[i], model->kernels, training, n,
                    images.end - n < AT_A_TIME ? images.end - n : AT_A_TIME);
  for (int i = dense; i < to && images.first < images.end; i++)
    layer_forward(&model->layers[i], model->kernels, training, images.first, images.end - images.first);
}

static void images_loss(Sequential *model, Share images, const int *label, float *loss) {
  const Layer *last = &model->layers[model->layer_count - 1];
  int U = last->output_shape.size[0], N = images.end - images.first;
  if (N == 0) return;
  const void *logits = (const float *)last->logits.data + (size_t)images.first * (size_t)U;
  model->kernels->sparse_categorical_crossentropy(N, U, loss, logits, label);
}

/* and back again, from the loss to the first layer's output */
static void images_backward(Sequential *model, int batch, const int *label, Share images) {
  int dense = convolutional_end(model, 0, model->layer_count), N = images.end - images.first;
  if (N == 0) return;
  const Layer *last = &model->layers[model->layer_count - 1];
  int U = last->output_shape.size[0];
  void *dz = (float *)last->logits.data + (size_t)images.first * (size_t)U;
  const void *p = (const float *)last->output.data + (size_t)images.first * (size_t)U;
  model->kernels->softmax_crossentropy_backward(N, U, batch, dz, p, label + images.first);

  for (int i = model->layer_count - 1; i >= dense; i--)
    layer_backward(&model->layers[i], model->kernels, images.first, N);
  for (int n = images.first; n < images.end; n += AT_A_TIME)
    for (int i = dense - 1; i >= 0; i--)
      layer_backward(&model->layers[i], model->kernels, n, images.end - n < AT_A_TIME ? images.end - n : AT_A_TIME);
}

/* this thread's share of each layer's weights: gradients over a batch of N, if asked; Adam's step, if asked */
static void weights_share(Sequential *model, int N, bool gradients, bool step) {
  for (int i = 0; i < model->layer_count; i++) {
    Layer *layer = &model->layers[i];
    Share rows = my_share(layer_rows(layer));
    int piece = layer->kind == DENSE ? ROWS : rows.end - rows.first;
    for (int r = rows.first; r < rows.end; r += piece) {
      int end = r + piece < rows.end ? r + piece : rows.end;
      if (gradients) layer_backward_weights(layer, model->kernels, N, r, end);
      if (step) layer_update(layer, model->kernels, model->adam, model->step, r, end);
    }
    if (step) layer_prepare(layer, layer->training_room, rows.first, rows.end);
  }
}

static bool all_finite(int N, const float loss[N]) {
  float sum = 0;
  for (int n = 0; n < N; n++) sum += loss[n] * 0; /* 0, or NaN */
  return sum == 0;
}

/* ---- what a program calls ---- */

static void run_forward(Sequential *model, int first, int end, int N, bool training) {
#pragma omp parallel
  {
    prepare_share(model, first, end, training);
#pragma omp barrier
    images_forward(model, first, end, training, my_share(N));
  }
}

const float *forward_between(Sequential *model, int first, int end, int N, const float *x) {
  if (!model->built) BUG("forward needs build first");
  if (make_room(model, first, end, N, false) != OK) return NULL;
  const float *y = connect(model, first, end, x, false);
  run_forward(model, first, end, N, false);
  return y;
}

const float *forward(Sequential *model, int N, const float *x, bool training, Random *random) {
  if (!model->built) BUG("forward needs build first");
  if (make_room(model, 0, model->layer_count, N, training) != OK) return NULL;
  const float *y = connect(model, 0, model->layer_count, x, training);
  for (int i = 0; training && i < model->layer_count; i++) layer_draw(&model->layers[i], N, random);
  run_forward(model, 0, model->layer_count, N, training);
  return y;
}

static void check_training(const Sequential *model) {
  const Layer *last = &model->layers[model->layer_count - 1];
  if (layer_activation(last) != SOFTMAX) BUG("backward needs softmax at the end, found %s", layer_class(last->kind));
  if (!model->compiled) BUG("backward needs compile first");
}

void backward(Sequential *model, int N, const int *label, float *loss) {
  check_training(model);
  connect_backward(model);
#pragma omp parallel
  {
    Share images = my_share(N);
    images_loss(model, images, label + images.first, loss + images.first);
    images_backward(model, N, label, images);
#pragma omp barrier
    weights_share(model, N, true, false);
  }
}

void update(Sequential *model) {
  model->step++;
#pragma omp parallel
  weights_share(model, 0, false, true);
}

const float *train_on_batch(Sequential *model, int N, const float *x, const int *label, float *loss, Random *random) {
  check_training(model);
  if (make_room(model, 0, model->layer_count, N, true) != OK) return NULL;
  const float *p = connect(model, 0, model->layer_count, x, true);
  connect_backward(model);
  for (int i = 0; i < model->layer_count; i++) layer_draw(&model->layers[i], N, random);
  model->step++;
  bool learned = true;

#pragma omp parallel
  {
    Share images = my_share(N);
    if (!model->prepared) {
      prepare_share(model, 0, model->layer_count, true);
#pragma omp barrier
    }
    images_forward(model, 0, model->layer_count, true, images);
    images_loss(model, images, label + images.first, loss + images.first);
    images_backward(model, N, label, images);
#pragma omp barrier
    bool finite = all_finite(N, loss);
    if (finite) weights_share(model, N, true, true);
    if (thread_number() == 0) learned = finite;
  }
  model->prepared = learned;
  if (!learned) model->step--;
  return p;
}

/* one thread's share of a set, a few images at a time, in the thread's own part of the work space */
static void answer_share(Sequential *model, const Dataset *set, int at_a_time, float *x, int *label, Answers answers,
                         Progress *progress, const volatile sig_atomic_t *interrupted) {
  const Layer *last = &model->layers[model->layer_count - 1];
  const int U = last->output_shape.size[0], place = thread_number() * at_a_time;
  const Share images = my_share(set->count);
  double loss = 0;
  int right = 0;
  for (int n = images.first; n < images.end && !*interrupted; n += at_a_time) {
    int N = images.end - n < at_a_time ? images.end - n : at_a_time;
    load_batch(set, NULL, n, N, x + (size_t)place * shape_count(model->input_shape), label + place);
    images_forward(model, 0, model->layer_count, false, (Share){place, place + N});
    images_loss(model, (Share){place, place + N}, label + place, answers.loss + n);
    for (int m = 0; m < N; m++) {
      answers.class[n + m] = argmax(U, (const float *)last->output.data + (size_t)(place + m) * (size_t)U);
      right += answers.class[n + m] == label[place + m];
      loss += (double)answers.loss[n + m];
    }
    /* the others are about as far */
    int done = n + N - images.first, all = images.end - images.first;
    if (progress && thread_number() == 0)
      progress_step(progress, (int)((long)progress->steps * done / all), loss / done, (double)right / done);
  }
}

Status answer_all(Sequential *model, const Dataset *set, int at_a_time, Answers answers, Progress *progress,
                  const volatile sig_atomic_t *interrupted) {
  const int room = threads_available() * at_a_time;
  if (make_room(model, 0, model->layer_count, room, false) != OK) return FAILED;
  float *x = allocate((size_t)room * shape_count(model->input_shape), sizeof *x);
  int *label = allocate((size_t)room, sizeof *label);
  if (x && label) {
    connect(model, 0, model->layer_count, x, false);
#pragma omp parallel
    {
      prepare_share(model, 0, model->layer_count, false);
#pragma omp barrier
      answer_share(model, set, at_a_time, x, label, answers, progress, interrupted);
    }
  }
  release(x);
  release(label);
  return x && label ? OK : FAILED;
}
