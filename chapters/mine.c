/*
 * The reader's own functions in place of the library's. `make` compiles each solved exercise to
 * a shared object (build/exercises/mine/NN_name.so), and they are loaded here by name.
 *
 * The exercises' functions are simpler than the library's, often for one image: here each is
 * fitted to what the model asks for. They run on one thread, unless the reader says
 * --threads: then they are called from several at a time, and must not keep anything between
 * two calls.
 */
#include "mine.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "signatures.h"
#include "base/error.h"
#include "base/work_space.h"

/* ---- finding the functions ---- */

/* beside the build/chapters/... that runs */
void mine_path(size_t size, char path[size], const char *exercise, const char *ending) {
  char program[600];
  ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
  program[length > 0 ? length : 0] = '\0';
  char *folder = strstr(program, "/chapters/");
  for (char *later = folder; later; later = strstr(later + 1, "/chapters/")) folder = later;
  if (!folder) folder = strstr(program, "/exercises/");
  if (folder) *folder = '\0';
  snprintf(path, size, "%s/exercises/%s%s", folder ? program : "build", exercise, ending);
}

void *mine_function(const char *exercise) {
  char path[800], name[80];
  snprintf(name, sizeof name, "mine/%s", exercise);
  mine_path(sizeof path, path, name, ".so");
  void *object = access(path, R_OK) == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
  return object ? dlsym(object, strchr(exercise, '_') + 1) : NULL;
}

/* what the table's functions call; null: not solved */
static __typeof__(conv_channels) *my_conv;
static __typeof__(relu) *my_relu;
static __typeof__(max_pooling) *my_max_pooling;
static __typeof__(cross_entropy) *my_cross_entropy;
static __typeof__(softmax_ce_backward) *my_loss_backward;
static __typeof__(dense_backward) *my_dense_backward;
static __typeof__(relu_backward) *my_relu_backward;
static __typeof__(max_pooling_backward) *my_max_pooling_backward;
static __typeof__(conv_backward_kernel) *my_conv_backward_kernel;
static __typeof__(conv_backward_input) *my_conv_backward_input;
static __typeof__(dropout) *my_dropout;

/* ---- forward ---- */

static void conv2d_forward_mine(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top, int left,
                                float y[restrict N][P][Q][F], const float x[N][H][W][C], const float w[K][K][C][F],
                                const float b[F]) {
  /* the exercise's convolution moves by 1 */
  if (S != 1 || top != left) {
    library_kernels.conv2d_forward(N, H, W, C, K, F, S, P, Q, top, left, y, x, w, b);
    return;
  }
  for (int n = 0; n < N; n++) my_conv(H, W, C, K, F, P, Q, top, y[n], x[n], w, b);
}

static void max_pooling2d_forward_mine(int N, int H, int W, int C, int K, int S, int P, int Q, int top, int left,
                                       float y[restrict N][P][Q][C], int winner[restrict N][P][Q][C],
                                       const float x[N][H][W][C]) {
  if (top != 0 || left != 0 || (P - 1) * S + K > H || (Q - 1) * S + K > W) {
    library_kernels.max_pooling2d_forward(N, H, W, C, K, S, P, Q, top, left, y, winner, x);
    return;
  }
  for (int n = 0; n < N; n++) my_max_pooling(H, W, C, K, S, P, Q, y[n], winner[n], x[n]);
}

static void cross_entropy_mine(int N, int U, float loss[restrict N], const float z[N][U], const int label[N]) {
  for (int n = 0; n < N; n++) loss[n] = my_cross_entropy(1, U, z + n, label + n);
}

/* room for numbers that the exercises' functions need and the library's do not */
static float *room(size_t count) {
  float *a = work_space(count);
  if (!a) BUG("no memory for %zu numbers", count);
  return a;
}

/* The model may ask for y in the place of x. A reader's function may set y first and read x
 * afterwards; so it gets a copy of x. */
static const float *copy_of(int count, const float x[]) {
  return memcpy(room((size_t)count), x, (size_t)count * sizeof(float));
}

static void relu_forward_mine(int count, float y[], const float x[]) { my_relu(count, y, copy_of(count, x)); }

static void dropout_forward_mine(int count, float rate, float y[], const float x[], const float u[]) {
  my_dropout(count, rate, true, y, copy_of(count, x), u);
}

/* ---- backward ---- */

static void dropout_backward_mine(int count, float rate, float dx[], const float dy[], const float u[]) {
  dropout_forward_mine(count, rate, dx, dy, u);
}

static void relu_backward_mine(int count, float dx[], const float x[], const float dy[]) {
  my_relu_backward(count, dx, x, copy_of(count, dy));
}

static void max_pooling2d_backward_mine(int N, int H, int W, int C, int P, int Q, float dx[restrict N][H][W][C],
                                        const int winner[N][P][Q][C], const float dy[N][P][Q][C]) {
  for (int n = 0; n < N; n++) my_max_pooling_backward(H, W, C, P, Q, dx[n], winner[n], dy[n]);
}

/* the exercise divides by the images that it is given; the mean is over the whole batch */
static void loss_backward_mine(int N, int U, int batch, float dz[restrict N][U], const float p[N][U],
                               const int label[N]) {
  for (int n = 0; n < N; n++) {
    my_loss_backward(1, U, dz + n, p + n, label + n);
    for (int u = 0; u < U; u++) dz[n][u] /= (float)batch;
  }
}

/*
 * The exercise's way back makes dx, dw and db at once, the library asks for dx and dw one by
 * one, and for some rows of dw at a time. These rows are a smaller dense layer: of the
 * inputs i0 .. i1-1 alone.
 */
static void dense_backward_kernel_mine(int N, int I, int U, int i0, int i1, float dw[restrict I][U],
                                       float db[restrict U], const float x[N][I], const float dy[N][U]) {
  int some = i1 - i0;
  size_t numbers = (size_t)N * (size_t)some;
  float *own = room(2 * numbers + (size_t)some * (size_t)U + (size_t)U);
  float(*inputs)[some] = (float(*)[some])own, (*dx)[some] = (float(*)[some])(own + numbers);
  float(*w)[U] = (float(*)[U])(own + 2 * numbers), *bias = own + 2 * numbers + (size_t)some * (size_t)U;
  for (int n = 0; n < N; n++) memcpy(inputs[n], &x[n][i0], sizeof inputs[n]);
  memset(w, 0, (size_t)some * sizeof w[0]); /* only dx needs them, and nobody asks for it */
  my_dense_backward(N, some, U, dx, dw + i0, i0 == 0 ? db : bias, inputs, w, dy);
}

static void dense_backward_input_mine(int N, int I, int U, float dx[restrict N][I], const float w[I][U],
                                      const float dy[N][U]) {
  size_t weights = (size_t)I * (size_t)U, numbers = (size_t)N * (size_t)I;
  float *own = room(weights + (size_t)U + numbers);
  float(*dw)[U] = (float(*)[U])own, (*x)[I] = (float(*)[I])(own + weights + U);
  memset(x, 0, numbers * sizeof(float)); /* only dw needs them */
  my_dense_backward(N, I, U, dx, dw, own + weights, x, w, dy);
}

/* likewise, some channels of dw are a convolution of these channels alone */
static void conv2d_backward_kernel_mine(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                                        int left, int k0, int k1, float dw[restrict K][K][C][F],
                                        float db[restrict F], const float x[N][H][W][C], const float dy[N][P][Q][F]) {
  if (S != 1 || top != left) {
    library_kernels.conv2d_backward_kernel(N, H, W, C, K, F, S, P, Q, top, left, k0, k1, dw, db, x, dy);
    return;
  }
  if (k0 == 0 && k1 == C) {
    my_conv_backward_kernel(N, H, W, C, K, F, P, Q, top, dw, db, x, dy);
    return;
  }
  int some = k1 - k0;
  size_t numbers = (size_t)N * (size_t)(H * W) * (size_t)some, weights = (size_t)(K * K * some) * (size_t)F;
  float *own = room(numbers + weights + (size_t)F);
  float(*part_x)[H][W][some] = (float(*)[H][W][some])own;
  float(*part_w)[K][some][F] = (float(*)[K][some][F])(own + numbers);
  for (int n = 0; n < N; n++)
    for (int h = 0; h < H; h++)
      for (int v = 0; v < W; v++) memcpy(part_x[n][h][v], &x[n][h][v][k0], sizeof part_x[n][h][v]);
  my_conv_backward_kernel(N, H, W, some, K, F, P, Q, top, part_w, k0 == 0 ? db : own + numbers + weights, part_x, dy);
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++) memcpy(dw[i][j][k0], part_w[i][j], sizeof part_w[i][j]);
}

static void conv2d_backward_input_mine(int N, int H, int W, int C, int K, int F, int S, int P, int Q, int top,
                                       int left, float dx[restrict N][H][W][C], const float w[K][K][C][F],
                                       const float dy[N][P][Q][F]) {
  if (S != 1 || top != left) {
    library_kernels.conv2d_backward_input(N, H, W, C, K, F, S, P, Q, top, left, dx, w, dy);
    return;
  }
  for (int n = 0; n < N; n++) my_conv_backward_input(H, W, C, K, F, P, Q, top, dx[n], w, dy[n]);
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
  char yours[600] = "", theirs[600] = "";
#define FIND(exercise, wanted) look_for(exercise, wanted, yours, theirs)
  if ((my_conv = FIND("07_conv_channels", true))) table.conv2d_forward = conv2d_forward_mine;
  if ((my_conv_backward_kernel = FIND("22_conv_backward_kernel", true)))
    table.conv2d_backward_kernel = conv2d_backward_kernel_mine;
  if ((my_conv_backward_input = FIND("23_conv_backward_input", true)))
    table.conv2d_backward_input = conv2d_backward_input_mine;
  if ((my_relu = FIND("08_relu", all))) table.relu_forward = relu_forward_mine;
  if ((my_max_pooling = FIND("09_max_pooling", all))) table.max_pooling2d_forward = max_pooling2d_forward_mine;
  DenseForward *my_dense = FIND("11_dense", all);
  if (my_dense) table.dense_forward = my_dense;
  Softmax *my_softmax = FIND("12_softmax", all);
  if (my_softmax) table.softmax = my_softmax;
  if ((my_cross_entropy = FIND("14_cross_entropy", all))) table.sparse_categorical_crossentropy = cross_entropy_mine;
  if ((my_loss_backward = FIND("18_softmax_ce_backward", all)))
    table.softmax_crossentropy_backward = loss_backward_mine;
  if ((my_dense_backward = FIND("19_dense_backward", all)))
    table.dense_backward_kernel = dense_backward_kernel_mine, table.dense_backward_input = dense_backward_input_mine;
  if ((my_relu_backward = FIND("20_relu_backward", all))) table.relu_backward = relu_backward_mine;
  if ((my_max_pooling_backward = FIND("21_max_pooling_backward", all)))
    table.max_pooling2d_backward = max_pooling2d_backward_mine;
  if ((my_dropout = FIND("24_dropout", all)))
    table.dropout_forward = dropout_forward_mine, table.dropout_backward = dropout_backward_mine;
  AdamStep *my_adam = FIND("25_adam", all);
  if (my_adam) table.adam_step = my_adam;
#undef FIND

  printf("your functions: %s\n", yours[0] ? yours : "none is solved yet (`make check`)");
  if (theirs[0]) printf("the library's:  %s\n", theirs);
  fflush(stdout);
  if (yours[0] && mine_differs()) {
    puts("Nothing else is run with it. That input is a case of its check from now on: `make check`, then mend it.");
    exit(EXIT_FAILURE);
  }
  return &table;
}
