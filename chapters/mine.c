/*
 * The reader's own functions in place of the library's. `make` compiles each solved exercise to
 * a shared object (build/exercises/mine/NN_name.so), and they are loaded here by name.
 *
 * The exercises' functions are simpler than the library's: no threads, often one image. So
 * a batch is cut into SLICES parts, which the threads share. The number of parts does
 * not depend on the number of threads, and gradients of the parts are added up in order: so
 * neither do the bits.
 */
#include "mine.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../exercises/checks/signatures.h"
#include "base/error.h"
#include "base/memory.h"

enum {
  SLICES = 8,   /* parts of a batch */
  CHUNK = 4096  /* numbers a part has where each number is by itself */
};

/* ---- finding the functions ---- */

/* build/exercises/mine/NAME.so, beside the build/chapters/... that runs */
static void object_path(size_t size, char path[size], const char *exercise) {
  char program[600];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length > 0 ? length : 0] = '\0';
  char *folder = strstr(program, "/chapters/");
  for (char *later = folder; later; later = strstr(later + 1, "/chapters/")) folder = later;
  if (!folder) folder = strstr(program, "/exercises/");
  if (folder) *folder = '\0';
  snprintf(path, size, "%s/exercises/mine/%s.so", folder ? program : "build", exercise);
}

void *mine_function(const char *exercise) {
  char path[800];
  object_path(sizeof path, path, exercise);
  void *object = access(path, R_OK) == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
  return object ? dlsym(object, strchr(exercise, '_') + 1) : NULL;
}

/* what the table's functions call; null: not solved */
static __typeof__(conv_channels) *my_conv;
static __typeof__(relu) *my_relu;
static __typeof__(max_pooling) *my_max_pooling;
static __typeof__(dense) *my_dense;
static __typeof__(cross_entropy) *my_cross_entropy;
static __typeof__(dense_backward) *my_dense_backward;
static __typeof__(relu_backward) *my_relu_backward;
static __typeof__(max_pooling_backward) *my_max_pooling_backward;
static __typeof__(conv_backward_kernel) *my_conv_backward_kernel;
static __typeof__(conv_backward_input) *my_conv_backward_input;
static __typeof__(dropout) *my_dropout;
static __typeof__(adam) *my_adam;

/* ---- slices ---- */

/* where slice s of N images begins */
static int slice_begin(int s, int N) { return s * N / SLICES; }

/* room that is kept from call to call; one for each use */
static float *room(int use, size_t count) {
  static float *kept[2];
  static size_t kept_count[2];
  if (count > kept_count[use]) {
    release(kept[use]);
    kept[use] = allocate(count, sizeof(float));
    kept_count[use] = count;
    if (!kept[use]) BUG("no memory for %zu numbers", count);
  }
  return kept[use];
}

/* sum[m] = part[0][m] + part[1][m] + ..., always in this order */
static void add_parts(int count, float sum[count], const float part[SLICES][count]) {
#pragma omp parallel for
  for (int m = 0; m < count; m++) {
    sum[m] = 0;
    for (int s = 0; s < SLICES; s++) sum[m] += part[s][m];
  }
}

/* ---- forward ---- */

static void conv2d_forward_mine(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                                const float b[F]) {
  /* the exercise's convolution moves by 1 */
  if (S != 1 || top != left) {
    library_kernels.conv2d_forward(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
    return;
  }
#pragma omp parallel for
  for (int n = 0; n < N; n++) my_conv(H, W, C, K, F, P, Q, top, y[n], x[n], w, b);
}

static void max_pooling2d_forward_mine(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                                       float y[restrict N][P][Q][C], int winner[restrict N][P][Q][C],
                                       const float x[N][H][W][C]) {
  if (top != 0 || left != 0 || (P - 1) * S + K > H || (Q - 1) * S + K > W) {
    library_kernels.max_pooling2d_forward(N, H, W, C, K, S, P, Q, top, left, y, winner, x);
    return;
  }
#pragma omp parallel for
  for (int n = 0; n < N; n++) my_max_pooling(H, W, C, K, S, P, Q, y[n], winner[n], x[n]);
}

static void dense_forward_mine(int N, int I, int U, float y[restrict N][U], const float x[N][I], const float w[I][U],
                               const float b[U]) {
#pragma omp parallel for
  for (int s = 0; s < SLICES; s++) {
    int from = slice_begin(s, N), to = slice_begin(s + 1, N);
    if (from < to) my_dense(to - from, I, U, y + from, x + from, w, b);
  }
}

static void cross_entropy_mine(int N, int U, float loss[restrict N], const float z[N][U], const int label[N]) {
#pragma omp parallel for
  for (int n = 0; n < N; n++) loss[n] = my_cross_entropy(1, U, z + n, label + n);
}

/* The model may ask for y in the place of x. A reader's function may set y first and read x
 * afterwards; so it gets a copy of x. */
static void relu_forward_mine(int count, float y[], const float x[]) {
  float *copy = room(0, (size_t)count);
#pragma omp parallel for
  for (int from = 0; from < count; from += CHUNK) {
    int part = count - from < CHUNK ? count - from : CHUNK;
    memcpy(copy + from, x + from, (size_t)part * sizeof(float));
    my_relu(part, y + from, copy + from);
  }
}

static void dropout_forward_mine(int count, float rate, float y[], const float x[], const float u[]) {
  float *copy = room(0, (size_t)count);
#pragma omp parallel for
  for (int from = 0; from < count; from += CHUNK) {
    int part = count - from < CHUNK ? count - from : CHUNK;
    memcpy(copy + from, x + from, (size_t)part * sizeof(float));
    my_dropout(part, rate, true, y + from, copy + from, u + from);
  }
}

/* ---- backward ---- */

static void dropout_backward_mine(int count, float rate, float dx[], const float dy[], const float u[]) {
  dropout_forward_mine(count, rate, dx, dy, u);
}

static void relu_backward_mine(int count, float dx[], const float x[], const float dy[]) {
  float *copy = room(0, (size_t)count);
#pragma omp parallel for
  for (int from = 0; from < count; from += CHUNK) {
    int part = count - from < CHUNK ? count - from : CHUNK;
    memcpy(copy + from, dy + from, (size_t)part * sizeof(float));
    my_relu_backward(part, dx + from, x + from, copy + from);
  }
}

static void max_pooling2d_backward_mine(int N, int H, int W, int C, int P, int Q, float dx[restrict N][H][W][C],
                                        const int winner[N][P][Q][C], const float dy[N][P][Q][C]) {
#pragma omp parallel for
  for (int n = 0; n < N; n++) my_max_pooling_backward(H, W, C, P, Q, dx[n], winner[n], dy[n]);
}

static void dense_backward_mine(int N, int I, int U, float dx[restrict N][I], float dw[restrict I][U],
                                float db[restrict U], const float x[N][I], const float w[I][U], const float dy[N][U]) {
  float (*part_w)[I * U] = (void *)room(0, (size_t)SLICES * (size_t)(I * U + U));
  float (*part_b)[U] = (void *)(part_w + SLICES);
  /* nobody asks for the first layer's dx, but the exercise computes it */
  float (*to)[I] = dx ? dx : (void *)room(1, (size_t)N * (size_t)I);
  memset(part_w, 0, (size_t)SLICES * (size_t)(I * U + U) * sizeof(float));
#pragma omp parallel for
  for (int s = 0; s < SLICES; s++) {
    int from = slice_begin(s, N), end = slice_begin(s + 1, N);
    if (from < end) my_dense_backward(end - from, I, U, to + from, (void *)part_w[s], part_b[s], x + from, w, dy + from);
  }
  add_parts(I * U, (void *)dw, (void *)part_w);
  add_parts(U, db, (void *)part_b);
}

static void conv2d_backward_kernel_mine(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                                        int left, float dw[restrict K][K][C][F], float db[restrict F],
                                        const float x[N][H][W][C], const float dy[N][P][Q][F]) {
  if (S != 1 || top != left) {
    library_kernels.conv2d_backward_kernel(N, H, W, C, K, F, S, P, Q, top, left, dw, db, x, dy);
    return;
  }
  int weights = K * K * C * F;
  float (*part_w)[weights] = (void *)room(0, (size_t)SLICES * (size_t)(weights + F));
  float (*part_b)[F] = (void *)(part_w + SLICES);
  memset(part_w, 0, (size_t)SLICES * (size_t)(weights + F) * sizeof(float));
#pragma omp parallel for
  for (int s = 0; s < SLICES; s++) {
    int from = slice_begin(s, N), end = slice_begin(s + 1, N);
    if (from < end)
      my_conv_backward_kernel(end - from, H, W, C, K, F, P, Q, top, (void *)part_w[s], part_b[s], x + from, dy + from);
  }
  add_parts(weights, (void *)dw, (void *)part_w);
  add_parts(F, db, (void *)part_b);
}

static void conv2d_backward_input_mine(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                                       int left, float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                       const float dy[N][P][Q][F]) {
  if (S != 1 || top != left) {
    library_kernels.conv2d_backward_input(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
    return;
  }
#pragma omp parallel for
  for (int n = 0; n < N; n++) my_conv_backward_input(H, W, C, K, F, P, Q, top, dx[n], w, dy[n]);
}

static void adam_step_mine(int count, int t, float learning_rate, float beta_1, float beta_2, float epsilon,
                           float w[restrict], float m[restrict], float v[restrict], const float g[restrict]) {
#pragma omp parallel for
  for (int from = 0; from < count; from += CHUNK)
    my_adam(count - from < CHUNK ? count - from : CHUNK, t, learning_rate, beta_1, beta_2, epsilon, w + from, m + from,
            v + from, g + from);
}

/* ---- the table ---- */

/* looks for an exercise and remembers in `yours` or `theirs` whose code runs; only `wanted` ones */
static void *look_for(const char *exercise, bool wanted, char yours[600], char theirs[600]) {
  void *function = wanted ? mine_function(exercise) : NULL;
  char *list = function ? yours : theirs;
  size_t used = strlen(list);
  snprintf(list + used, 600 - used, "%s%s", used ? ", " : "", exercise);
  return function;
}

const Kernels *mine_kernels(bool all) {
  static Kernels table;
  table = library_kernels;
  /* the library joins convolution, ReLU and pooling; yours run one after the other */
  table.conv2d_pooled_forward = NULL;
  table.conv2d_pooled_backward = NULL;
  char yours[600] = "", theirs[600] = "";
#define FIND(exercise, wanted) look_for(exercise, wanted, yours, theirs)
  if ((my_conv = FIND("07_conv_channels", true))) table.conv2d_forward = conv2d_forward_mine;
  if ((my_conv_backward_kernel = FIND("22_conv_backward_kernel", true)))
    table.conv2d_backward_kernel = conv2d_backward_kernel_mine;
  if ((my_conv_backward_input = FIND("23_conv_backward_input", true)))
    table.conv2d_backward_input = conv2d_backward_input_mine;
  if ((my_relu = FIND("08_relu", all))) table.relu_forward = relu_forward_mine;
  if ((my_max_pooling = FIND("09_max_pooling", all))) table.max_pooling2d_forward = max_pooling2d_forward_mine;
  if ((my_dense = FIND("11_dense", all))) table.dense_forward = dense_forward_mine;
  Softmax *my_softmax = FIND("12_softmax", all);
  if (my_softmax) table.softmax = my_softmax;
  if ((my_cross_entropy = FIND("14_cross_entropy", all))) table.sparse_categorical_crossentropy = cross_entropy_mine;
  SoftmaxCrossEntropyBackward *my_loss_backward = FIND("18_softmax_ce_backward", all);
  if (my_loss_backward) table.softmax_crossentropy_backward = my_loss_backward;
  if ((my_dense_backward = FIND("19_dense_backward", all))) table.dense_backward = dense_backward_mine;
  if ((my_relu_backward = FIND("20_relu_backward", all))) table.relu_backward = relu_backward_mine;
  if ((my_max_pooling_backward = FIND("21_max_pooling_backward", all)))
    table.max_pooling2d_backward = max_pooling2d_backward_mine;
  if ((my_dropout = FIND("24_dropout", all)))
    table.dropout_forward = dropout_forward_mine, table.dropout_backward = dropout_backward_mine;
  if ((my_adam = FIND("25_adam", all))) table.adam_step = adam_step_mine;
#undef FIND

  printf("your functions: %s\n", yours[0] ? yours : "none is solved yet (`make check`)");
  if (theirs[0]) printf("the library's:  %s\n", theirs);
  fflush(stdout);
  return &table;
}
