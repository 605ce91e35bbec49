/* What the benches time: see work.h. */
#include "work.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "data/batches.h"
#include "kernels/threads.h"
#include "kernels/vector.h"
#include "model/progress.h"

/* ---- the clock ---- */

void rest(void) { nanosleep(&(struct timespec){.tv_nsec = 12000000}, NULL); }

void add_sample(Work *work, double seconds) {
  if (work->count < MOST_SAMPLES) work->seconds[work->count++] = seconds;
}

void measure(Work *work, int times) {
  omp_set_num_threads(work->threads);
  work->run(work); /* wakes the threads up and fills the caches */
  for (int m = 0; m < times; m++) {
    double start = seconds_now();
    work->run(work);
    add_sample(work, seconds_now() - start);
  }
}

static int by_size(const void *a, const void *b) {
  double difference = *(const double *)a - *(const double *)b;
  return difference < 0 ? -1 : difference > 0;
}

double smallest(const Work *work) {
  double least = INFINITY;
  for (int m = 0; m < work->count; m++)
    if (work->seconds[m] < least) least = work->seconds[m];
  return least;
}

double median(Work *work) {
  qsort(work->seconds, (size_t)work->count, sizeof(double), by_size);
  return work->count ? work->seconds[work->count / 2] : (double)INFINITY;
}

/* ---- one layer ---- */

static float *random_array(size_t count, float scale) {
  static Random random;
  static bool started;
  if (!started) random = random_from_seed(83), started = true;
  float *a = allocate(count, sizeof(float));
  if (!a) exit(report_failure("bench"));
  for (size_t m = 0; m < count; m++) a[m] = scale * (2 * random_uniform(&random) - 1);
  return a;
}

Layer2D new_layer(const char *name, int N, int size, int C, int F) {
  size_t pixels = (size_t)N * (size_t)size * (size_t)size, weights = 9 * (size_t)C * (size_t)F;
  return (Layer2D){.name = name, .N = N, .H = size, .W = size, .C = C, .K = 3, .F = F,
                   .x = random_array(pixels * (size_t)C, 1), .w = random_array(weights, 0.1f),
                   .b = random_array((size_t)F, 1), .y = random_array(pixels * (size_t)F, 1),
                   .dx = random_array(pixels * (size_t)C, 1), .dw = random_array(weights, 1),
                   .db = random_array((size_t)F, 1), .dy = random_array(pixels * (size_t)F, 1)};
}

void free_layer(Layer2D *a) {
  release(a->x), release(a->w), release(a->b), release(a->y);
  release(a->dx), release(a->dw), release(a->db), release(a->dy);
}

/* threads share out the images or, for the way back to the kernel, its channels: as lib/model/batch.c does */
static void run_pass(Work *work) {
  const Layer2D *a = work->layer;
#pragma omp parallel
  {
    Share n = my_share(a->N), k = my_share(a->C);
    size_t pixels = (size_t)n.first * (size_t)(a->H * a->W), x = pixels * (size_t)a->C, y = pixels * (size_t)a->F;
    int N = n.end - n.first;
    if (work->forward && N > 0)
      work->forward(N, a->H, a->W, a->C, a->K, a->F, 1, a->H, a->W, 1, 1, (void *)(a->y + y), (const void *)(a->x + x),
                    (const void *)a->w, a->b);
    if (work->backward_kernel && k.first < k.end)
      work->backward_kernel(a->N, a->H, a->W, a->C, a->K, a->F, 1, a->H, a->W, 1, 1, k.first, k.end, (void *)a->dw,
                            a->db, (const void *)a->x, (const void *)a->dy);
    if (work->backward_input && N > 0)
      work->backward_input(N, a->H, a->W, a->C, a->K, a->F, 1, a->H, a->W, 1, 1, (void *)(a->dx + x),
                           (const void *)a->w, (const void *)(a->dy + y));
  }
}

/* Arithmetic is counted as the definition has it, for every path: 2 * 9 * C * F for each pixel. */
Work pass_work(Layer2D *a, const char *pass, const char *path, Conv2DForward *conv_forward,
               Conv2DBackwardKernel *backward_kernel, Conv2DBackwardInput *backward_input, int threads) {
  double pixels = (double)a->N * a->H * a->W, weights = 9.0 * a->C * a->F;
  return (Work){.what = a->name, .pass = pass, .path = path, .threads = threads, .every = 1, .run = run_pass,
                .layer = a, .forward = conv_forward, .backward_kernel = backward_kernel, .backward_input = backward_input,
                .flop = 2 * pixels * weights, .bytes = 4 * (pixels * (a->C + a->F) + weights)};
}

/* ---- the whole step ---- */

Network *new_network(const Kernels *kernels, int batch, int images) {
  enum { PIXELS = 28 * 28 };
  Network *a = allocate(1, sizeof *a);
  if (!a) return NULL;
  a->random = random_from_seed(42);
  uint8_t *pixels = allocate((size_t)images, PIXELS), *labels = allocate((size_t)images, 1);
  *a = (Network){.batch = batch, .random = a->random, .x = allocate((size_t)batch, sizeof(float[PIXELS])),
                 .loss = allocate((size_t)batch, sizeof(float)), .label = allocate((size_t)batch, sizeof(int)),
                 .set = {.count = images, .height = 28, .width = 28, .channels = 1, .pixels = pixels, .labels = labels}};
  if (!pixels || !labels || !a->x || !a->loss || !a->label) return NULL;
  for (int m = 0; m < images * PIXELS; m++) pixels[m] = (uint8_t)random_up_to(&a->random, 255);
  for (int m = 0; m < images; m++) labels[m] = (uint8_t)random_up_to(&a->random, 9);

  if (book_model(&a->model, 0.4f, &a->random) != OK || compile(&a->model, (Adam){0}) != OK) return NULL;
  a->model.kernels = kernels;
  return a;
}

void free_network(Network *a) {
  sequential_free(&a->model);
  release(a->x), release(a->loss), release(a->label);
  release((void *)(uintptr_t)a->set.pixels), release((void *)(uintptr_t)a->set.labels);
  release(a);
}

static void run_step(Work *work) {
  Network *a = work->network;
  if (a->next + a->batch > a->set.count) a->next = 0;
  load_batch(&a->set, NULL, a->next, a->batch, a->x, a->label);
  a->next += a->batch;
  if (!train_on_batch(&a->model, a->batch, a->x, a->label, a->loss, &a->random)) exit(report_failure("bench"));
}

/*
 * For each image forward 0.45 + 7.23 + 0.63 MFLOP (conv1, conv2, dense); backward twice as much but for the
 * input of the first layer.
 */
Work step_work(Network *network, const char *path, int threads) {
  double conv1 = 2.0 * 784 * 9 * 32, conv2 = 2.0 * 196 * 288 * 64, dense = 2.0 * (3136 * 100 + 100 * 10);
  return (Work){.what = "network", .pass = "step", .path = path, .threads = threads, .every = 1, .run = run_step,
                .network = network, .flop = network->batch * (2 * conv1 + 3 * conv2 + 3 * dense)};
}

/* ---- the machine's limits ---- */

enum { SUMS = 14, TURNS = 20000 };

static void run_peak(Work *work) {
  (void)work;
#pragma omp parallel
  {
    Vector sum[SUMS], a = (Vector){0} + 0.999f, b = (Vector){0} + 0.001f;
    for (int m = 0; m < SUMS; m++) sum[m] = (Vector){0} + (float)m;
    for (int turn = 0; turn < TURNS; turn++)
      for (int m = 0; m < SUMS; m++) sum[m] = sum[m] * a + b;

    /* looked at, so that the compiler cannot leave it out; it is near 1 */
    for (int m = 0; m < SUMS; m++)
      if (sum[m][0] > 1e30f) puts("");
  }
}

Work peak_work(int threads) {
  return (Work){.what = "machine", .pass = "multiply-add", .path = "peak", .threads = threads, .every = 1,
                .run = run_peak, .flop = 2.0 * SUMS * TURNS * WIDTH * threads};
}

enum { FLOATS = 16 << 20 };

static void run_bandwidth(Work *work) {
  (void)work;
  static float *a;
  if (!a) a = random_array(FLOATS, 1);
#pragma omp parallel for simd schedule(static)
  for (int m = 0; m < FLOATS; m++) a[m] = a[m] * 0.999f;
}

Work bandwidth_work(int threads) {
  return (Work){.what = "machine", .pass = "read and write", .path = "memory", .threads = threads, .every = 3,
                .run = run_bandwidth, .flop = FLOATS, .bytes = 8.0 * FLOATS};
}
