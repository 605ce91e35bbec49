/*
 * Each of the reader's functions beside the library's, on the inputs that one training step of the book's network
 * gives it: the library goes through the step, and at each layer the reader's function gets what the library's got. So
 * one that is wrong spoils nothing for the others, and is named.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "signatures.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/random.h"
#include "kernels/kernels.h"
#include "mine.h"

enum {
  N = 4,
  SIDE = 28,
  HALF = 14,
  QUARTER = 7,
  K = 3,
  ONE = 32,
  TWO = 64,
  FLAT = QUARTER * QUARTER * TWO,
  HIDDEN = 100,
  CLASSES = 10
};

/* the inputs of one call, for the file that `make check-NN` reads (exercises/checks/kept.c) */
typedef struct Call {
  const char *exercise;
  int size[10], sizes;
  float number[4];
  int numbers;
  const float *in[5]; /* floats, or, where `whole` is set, ints */
  const int *whole[5];
  int count[5];
} Call;

static bool named[40]; /* functions that differ, by number */

static float *floats(size_t count) {
  float *a = allocate(count, sizeof(float));
  if (!a) BUG("no memory for %zu numbers", count);
  return a;
}
static float *copy(size_t count, const float from[]) {
  return memcpy(floats(count), from, count * sizeof(float));
}
static int *ints(size_t count) {
  return (int *)floats(count);
} /* an int is as large */

static void keep(const Call *call) {
  char path[800];
  mine_path(sizeof path, path, call->exercise, ".case");
  FILE *file = fopen(path, "w");
  if (!file) return; /* named it is all the same */
  for (int i = 0; i < call->sizes; i++) fprintf(file, "%d ", call->size[i]);
  fputc('\n', file);
  for (int i = 0; i < call->numbers; i++)
    fprintf(file, "%.9g ", (double)call->number[i]);
  fputc('\n', file);
  for (int i = 0; i < 5 && call->count[i] > 0; i++) {
    for (int m = 0; m < call->count[i]; m++) {
      if (call->whole[i])
        fprintf(file, "%d ", call->whole[i][m]);
      else
        fprintf(file, "%.9g ", call->in[i] ? (double)call->in[i][m] : 0);
    }
    fputc('\n', file);
  }
  fclose(file);
}

/* names the first number that differs; false: none does. shape: sizes of the array's axes, 0 behind the last */
static bool differs(const Call *call, const char *name, const int shape[4],
                    const float mine[], const float library[]) {
  int count = 1, below, place;
  double largest = 0;
  for (int d = 0; d < 4 && shape[d] > 0; d++) count *= shape[d];
  for (int m = 0; m < count; m++)
    largest = fmax(largest, fabs((double)library[m]));
  for (place = 0; place < count; place++) {
    double off = fabs((double)mine[place] - (double)library[place]);
    if (!(off <= 2e-4 * fmax(fabs((double)library[place]), largest / 10)))
      break; /* nan is off, too */
  }
  if (place == count) return false;
  int number = atoi(call->exercise);
  if (named[number]) return true;
  named[number] = true;
  printf("%.2s differs: first at %s", call->exercise, name);
  below = count;
  for (int d = 0, rest = place; d < 4 && shape[d] > 0; d++) {
    below /= shape[d];
    printf("[%d]", rest / below);
    rest %= below;
  }
  printf(", yours %.6g, library's %.6g\n", (double)mine[place],
         (double)library[place]);
  keep(call);
  return true;
}
static bool ints_differ(const Call *call, const char *name, const int shape[4],
                        int count, const int mine[], const int library[]) {
  float *a = floats((size_t)count), *b = floats((size_t)count);
  for (int m = 0; m < count; m++) {
    a[m] = (float)mine[m];
    b[m] = (float)library[m];
  }
  bool result = differs(call, name, shape, a, b);
  release(a);
  release(b);
  return result;
}

/* what an untouched output holds */
static float *room(size_t count) {
  float *a = floats(count);
  for (size_t m = 0; m < count; m++) a[m] = NAN;
  return a;
}

/* ---- one function each; what the library computes goes on ---- */
static void conv(int side, int C, int F, float y[], float x[], float w[],
                 float b[]) {
  library_kernels.conv2d_forward(N, side, side, C, K, F, 1, side, side, 1, 1,
                                 (void *)y, (void *)x, (void *)w, b);
  __typeof__(conv_channels) *f = mine_function("07_conv_channels");
  if (!f) return;
  int numbers = side * side * F;
  for (int n = 0; n < N; n++) {
    float *mine = room((size_t)numbers), *image = x + n * side * side * C;
    f(side, side, C, K, F, side, side, 1, (void *)mine, (void *)image,
      (void *)w, b);
    Call call = {"07_conv_channels",
                 {side, side, C, K, F, side, side, 1},
                 8,
                 .in = {image, w, b},
                 .count = {side * side * C, K * K * C * F, F}};
    bool wrong =
        differs(&call, "y", (int[4]){side, side, F}, mine, y + n * numbers);
    release(mine);
    if (wrong) return;
  }
}

static void relu_layer(int count, float y[], const float x[]) {
  library_kernels.relu_forward(count, y, x);
  __typeof__(relu) *f = mine_function("08_relu");
  if (!f) return;
  float *mine = room((size_t)count);
  f(count, mine, x);
  differs(&(Call){"08_relu", {count}, 1, .in = {x}, .count = {count}}, "y",
          (int[4]){count}, mine, y);
  release(mine);
}

static void pool(int side, int C, float y[], int winner[], float x[]) {
  int half = side / 2, numbers = half * half * C;
  library_kernels.max_pooling2d_forward(N, side, side, C, 2, 2, half, half, 0,
                                        0, (void *)y, (void *)winner,
                                        (void *)x);
  __typeof__(max_pooling) *f = mine_function("09_max_pooling");
  if (!f) return;
  float *mine = room((size_t)numbers);
  int *won = (int *)room((size_t)numbers);
  f(side, side, C, 2, 2, half, half, (void *)mine, (void *)won, (void *)x);
  Call call = {"09_max_pooling",
               {side, side, C, 2, 2, half, half},
               7,
               .in = {x},
               .count = {side * side * C}};
  int shape[4] = {half, half, C};
  if (!differs(&call, "y", shape, mine, y))
    ints_differ(&call, "winner", shape, numbers, won, winner);
  release(mine);
  release(won);
}

static void dense_layer(int I, int U, float y[], float x[], float w[],
                        float b[]) {
  library_kernels.dense_forward(N, I, U, (void *)y, (void *)x, (void *)w, b);
  __typeof__(dense) *f = mine_function("11_dense");
  if (!f) return;
  float *mine = room((size_t)(N * U));
  f(N, I, U, (void *)mine, (void *)x, (void *)w, b);
  differs(&(Call){"11_dense",
                  {N, I, U},
                  3,
                  .in = {x, w, b},
                  .count = {N * I, I * U, U}},
          "y", (int[4]){N, U}, mine, y);
  release(mine);
}

static void dropout_layer(int count, float y[], const float x[],
                          const float u[]) {
  library_kernels.dropout_forward(count, 0.4f, y, x, u);
  __typeof__(dropout) *f = mine_function("24_dropout");
  if (!f) return;
  float *mine = room((size_t)count);
  for (int training = 1; training >= 0; training--) {
    f(count, 0.4f, training, mine, x, u);
    Call call = {"24_dropout", {count, training},      2, {0.4f}, 1,
                 .in = {x, u}, .count = {count, count}};
    if (differs(&call, "y", (int[4]){count}, mine, training ? y : x)) break;
  }
  release(mine);
}

/* the sums as they are, and others that are hundreds apart: expf must not overflow */
static void loss_layer(float p[], float z[], const int label[]) {
  int count = N * CLASSES;
  float *far = copy((size_t)count, z), *expected = floats((size_t)count),
        *mine = room((size_t)count), loss[N];
  for (int m = 0; m < count; m++) far[m] = 100 * far[m] + (m % CLASSES == 3 ? 200.0f : 0.0f);
  __typeof__(softmax) *f = mine_function("12_softmax");
  __typeof__(cross_entropy) *g = mine_function("14_cross_entropy");
  bool wrong[2] = {!f, !g};
  for (int turn = 0; turn < 2; turn++) {
    float *sums = turn ? far : z, mean = 0;
    library_kernels.softmax(N, CLASSES, (void *)expected, (void *)sums);
    if (!turn) memcpy(p, expected, (size_t)count * sizeof(float));
    if (!wrong[0]) {
      f(N, CLASSES, (void *)mine, (void *)sums);
      wrong[0] = differs(
          &(Call){
              "12_softmax", {N, CLASSES}, 2, .in = {sums}, .count = {count}},
          "p", (int[4]){N, CLASSES}, mine, expected);
    }
    library_kernels.sparse_categorical_crossentropy(N, CLASSES, loss,
                                                    (void *)sums, label);
    for (int n = 0; n < N; n++) mean += loss[n] / N;
    if (wrong[1]) continue;
    float yours = g(N, CLASSES, (void *)sums, label);
    wrong[1] = differs(&(Call){"14_cross_entropy",
                               {N, CLASSES},
                               2,
                               .in = {sums},
                               .whole = {NULL, label},
                               .count = {count, N}},
                       "loss", (int[4]){1}, &yours, &mean);
  }
  release(far);
  release(expected);
  release(mine);
}

static void loss_back(float dz[], const float p[], const float z[],
                      const int label[]) {
  int count = N * CLASSES;
  library_kernels.softmax_crossentropy_backward(N, CLASSES, N, (void *)dz,
                                                (const void *)p, label);
  __typeof__(softmax_ce_backward) *f = mine_function("18_softmax_ce_backward");
  if (!f) return;
  float *mine = room((size_t)count);
  f(N, CLASSES, (void *)mine, (const void *)p, label);
  Call call = {"18_softmax_ce_backward",
               {N, CLASSES},
               2,
               .in = {z, p},
               .whole = {NULL, NULL, label},
               .count = {count, count, N}};
  differs(&call, "dz", (int[4]){N, CLASSES}, mine, dz);
  release(mine);
}

static void dense_back(int I, int U, float dx[], float dw[], float db[],
                       float x[], float w[], float dy[]) {
  library_kernels.dense_backward_input(N, I, U, (void *)dx, (void *)w,
                                       (void *)dy);
  library_kernels.dense_backward_kernel(N, I, U, 0, I, (void *)dw, db,
                                        (void *)x, (void *)dy);
  __typeof__(dense_backward) *f = mine_function("19_dense_backward");
  if (!f) return;
  float *mx = room((size_t)(N * I)), *mw = room((size_t)(I * U)),
        *mb = room((size_t)U);
  f(N, I, U, (void *)mx, (void *)mw, mb, (void *)x, (void *)w, (void *)dy);
  Call call = {"19_dense_backward",
               {N, I, U},
               3,
               .in = {x, w, dy},
               .count = {N * I, I * U, N * U}};
  if (!differs(&call, "dx", (int[4]){N, I}, mx, dx) &&
      !differs(&call, "dw", (int[4]){I, U}, mw, dw))
    differs(&call, "db", (int[4]){U}, mb, db);
  release(mx);
  release(mw);
  release(mb);
}

static void relu_back(int count, float dx[], const float x[],
                      const float dy[]) {
  library_kernels.relu_backward(count, dx, x, dy);
  __typeof__(relu_backward) *f = mine_function("20_relu_backward");
  if (!f) return;
  float *mine = room((size_t)count);
  f(count, mine, x, dy);
  differs(&(Call){"20_relu_backward",
                  {count},
                  1,
                  .in = {x, dy},
                  .count = {count, count}},
          "dx", (int[4]){count}, mine, dx);
  release(mine);
}

static void pool_back(int side, int C, float dx[], const float x[],
                      const int winner[], const float dy[]) {
  int half = side / 2, numbers = side * side * C, outputs = half * half * C;
  library_kernels.max_pooling2d_backward(N, side, side, C, half, half,
                                         (void *)dx, (const void *)winner,
                                         (const void *)dy);
  __typeof__(max_pooling_backward) *f =
      mine_function("21_max_pooling_backward");
  if (!f) return;
  float *mine = room((size_t)numbers);
  f(side, side, C, half, half, (void *)mine, (const void *)winner,
    (const void *)dy);
  Call call = {"21_max_pooling_backward",
               {side, side, C, half, half, 2, 2},
               7,
               .in = {x, NULL, dy},
               .whole = {NULL, winner},
               .count = {numbers, outputs, outputs}};
  differs(&call, "dx", (int[4]){side, side, C}, mine, dx);
  release(mine);
}

static void conv_back(int side, int C, int F, float dx[], float dw[],
                      float db[], float x[], float w[], float dy[]) {
  int weights = K * K * C * F, numbers = side * side * C,
      outputs = side * side * F;
  library_kernels.conv2d_backward_input(N, side, side, C, K, F, 1, side, side,
                                        1, 1, (void *)dx, (void *)w,
                                        (void *)dy);
  library_kernels.conv2d_backward_kernel(N, side, side, C, K, F, 1, side, side,
                                         1, 1, 0, C, (void *)dw, db, (void *)x,
                                         (void *)dy);
  __typeof__(conv_backward_kernel) *f =
      mine_function("22_conv_backward_kernel");
  if (f) {
    float *mw = room((size_t)weights), *mb = room((size_t)F);
    f(N, side, side, C, K, F, side, side, 1, (void *)mw, mb, (void *)x,
      (void *)dy);
    Call call = {"22_conv_backward_kernel",
                 {N, side, side, C, K, F, side, side, 1},
                 9,
                 .in = {x, dy, NULL, NULL},
                 .count = {N * numbers, N * outputs, weights, F}};
    if (!differs(&call, "dw", (int[4]){K, K, C, F}, mw, dw))
      differs(&call, "db", (int[4]){F}, mb, db);
    release(mw);
    release(mb);
  }
  __typeof__(conv_backward_input) *g = mine_function("23_conv_backward_input");
  if (!g) return;
  float *mine = room((size_t)numbers);
  g(side, side, C, K, F, side, side, 1, (void *)mine, (void *)w, (void *)dy);
  Call call = {"23_conv_backward_input",
               {side, side, C, K, F, side, side, 1},
               8,
               .in = {w, dy, NULL},
               .count = {weights, outputs, numbers}};
  differs(&call, "dx", (int[4]){side, side, C}, mine, dx);
  release(mine);
}

/* two steps, and two arrays in turn, as a network has more than one layer */
static void adam_steps(int count, const float w[], const float g[]) {
  __typeof__(adam) *f = mine_function("25_adam");
  if (!f) return;
  size_t size = (size_t)count;
  float *a[3] = {copy(size, w), copy(size, w), copy(size, w)},
        *b[3] = {copy(size, w), copy(size, w), copy(size, w)},
        *gradients = floats(2 * size);
  for (int m = 0; m < count; m++) {
    gradients[m] = g[m];
    gradients[count + m] = -g[m] / 2;
    a[1][m] = a[2][m] = b[1][m] = b[2][m] = 0;
  }
  for (int t = 1; t <= 2; t++)
    for (int part = 0; part < 2; part++) {
      int from = part * (count / 2),
          some = part ? count - count / 2 : count / 2;
      const float *gradient = gradients + (t - 1) * count + from;
      f(some, t, 0.001f, 0.9f, 0.999f, 1e-7f, a[0] + from, a[1] + from,
        a[2] + from, gradient);
      library_kernels.adam_step(some, t, 0.001f, 0.9f, 0.999f, 1e-7f,
                                b[0] + from, b[1] + from, b[2] + from,
                                gradient);
    }
  Call call = {"25_adam",
               {count, 2, 2},
               3,
               {0.001f, 0.9f, 0.999f, 1e-7f},
               4,
               .in = {gradients, w, NULL},
               .count = {2 * count, count, count}};
  const char *names[3] = {"w", "m", "v"};
  for (int k = 0; k < 3;
       k++) { /* the steps, not the weights: they are far smaller */
    for (int m = 0; m < count && k == 0; m++) {
      a[0][m] -= w[m];
      b[0][m] -= w[m];
    }
    if (differs(&call, names[k], (int[4]){count}, a[k], b[k])) break;
  }
  for (int k = 0; k < 3; k++) {
    release(a[k]);
    release(b[k]);
  }
  release(gradients);
}

/* the functions that no table of kernels holds */
static void others(Random *random, const float p[]) {
  __typeof__(scale_pixels) *scale = mine_function("02_scale_pixels");
  if (scale) {
    unsigned char bytes[256];
    int whole[256];
    float mine[256], right[256];
    for (int m = 0; m < 256; m++) {
      bytes[m] = (unsigned char)(whole[m] = m);
      right[m] = (float)m / 255;
      mine[m] = NAN;
    }
    scale(256, mine, bytes);
    differs(
        &(Call){"02_scale_pixels", {256}, 1, .whole = {whole}, .count = {256}},
        "y", (int[4]){256}, mine, right);
  }
  __typeof__(argmax) *largest = mine_function("13_argmax");
  for (int n = 0; n < N && largest; n++) {
    const float *row = p + n * CLASSES;
    int best = 0, mine = largest(CLASSES, row);
    for (int u = 1; u < CLASSES; u++)
      if (row[u] > row[best]) best = u;
    if (ints_differ(
            &(Call){"13_argmax", {CLASSES}, 1, .in = {row}, .count = {CLASSES}},
            "result", (int[4]){1}, 1, &mine, &best))
      break;
  }
  __typeof__(evaluate) *mean = mine_function("15_evaluate");
  if (mean) {
    float loss[32], right = 0, mine;
    for (int m = 0; m < 32; m++) {
      loss[m] = random_uniform(random);
      right += loss[m] * (m < 31 ? 32 : 8) / 1000;
    }
    mine = mean(1000, 32, 32, loss);
    differs(
        &(Call){"15_evaluate", {1000, 32, 32}, 3, .in = {loss}, .count = {32}},
        "result", (int[4]){1}, &mine, &right);
  }
}

static float *drawn(Random *random, size_t count, float limit) {
  float *a = floats(count);
  for (size_t m = 0; m < count; m++)
    a[m] = limit * (2 * random_uniform(random) - 1);
  return a;
}

bool mine_differs(void) {
  Random random = random_from_seed(42);
  enum {
    A = N * SIDE * SIDE * ONE,
    B = N * HALF * HALF * ONE,
    C = N * HALF * HALF * TWO,
    D = N * FLAT,
    E = N * HIDDEN,
    G = N * CLASSES
  };
  float *x = drawn(&random, N * SIDE * SIDE, 1);
  for (int m = 0; m < N * SIDE * SIDE; m++)
    x[m] = x[m] > 0 ? x[m] : 0; /* half of a photograph is black */
  float *w1 = drawn(&random, K * K * ONE, 0.14f),
        *b1 = drawn(&random, ONE, 0.1f),
        *w2 = drawn(&random, K * K * ONE * TWO, 0.08f);
  float *b2 = drawn(&random, TWO, 0.1f),
        *w3 = drawn(&random, FLAT * HIDDEN, 0.04f),
        *b3 = drawn(&random, HIDDEN, 0.1f);
  float *w4 = drawn(&random, HIDDEN * CLASSES, 0.23f),
        *b4 = drawn(&random, CLASSES, 0.1f), *u = floats(E);
  float *z1 = floats(A), *y1 = floats(A), *p1 = floats(B), *z2 = floats(C),
        *y2 = floats(C), *p2 = floats(D);
  float *z3 = floats(E), *y3 = floats(E), *d3 = floats(E), *z4 = floats(G),
        *p = floats(G);
  float *dz4 = floats(G), *dd3 = floats(E), *dy3 = floats(E), *dz3 = floats(E),
        *dp2 = floats(D), *dy2 = floats(C), *dz2 = floats(C);
  float *dp1 = floats(B), *dy1 = floats(A), *dz1 = floats(A),
        *dx = floats(N * SIDE * SIDE);
  float *dw1 = floats(K * K * ONE), *dw2 = floats(K * K * ONE * TWO),
        *dw3 = floats(FLAT * HIDDEN), *dw4 = floats(HIDDEN * CLASSES),
        *db = floats(HIDDEN);
  int *winner1 = ints(B), *winner2 = ints(D), label[N] = {3, 0, 9, 3};
  for (int m = 0; m < E; m++) u[m] = random_uniform(&random);
  conv(SIDE, 1, ONE, z1, x, w1, b1);
  relu_layer(A, y1, z1);
  pool(SIDE, ONE, p1, winner1, y1);
  conv(HALF, ONE, TWO, z2, p1, w2, b2);
  relu_layer(C, y2, z2);
  pool(HALF, TWO, p2, winner2, y2);
  dense_layer(FLAT, HIDDEN, z3, p2, w3, b3);
  relu_layer(E, y3, z3);
  dropout_layer(E, d3, y3, u);
  dense_layer(HIDDEN, CLASSES, z4, d3, w4, b4);
  loss_layer(p, z4, label);
  loss_back(dz4, p, z4, label);
  dense_back(HIDDEN, CLASSES, dd3, dw4, db, d3, w4, dz4);
  dropout_layer(E, dy3, dd3, u); /* backward it is the same function */
  relu_back(E, dz3, z3, dy3);
  dense_back(FLAT, HIDDEN, dp2, dw3, db, p2, w3, dz3);
  pool_back(HALF, TWO, dy2, y2, winner2, dp2);
  relu_back(C, dz2, z2, dy2);
  conv_back(HALF, ONE, TWO, dp1, dw2, db, p1, w2, dz2);
  pool_back(SIDE, ONE, dy1, y1, winner1, dp1);
  relu_back(A, dz1, z1, dy1);
  conv_back(SIDE, 1, ONE, dx, dw1, db, x, w1, dz1);
  adam_steps(K * K * ONE, w1, dw1);
  others(&random, p);
  void *all[] = {x,   w1,  b1,  w2,  b2,  w3,  b3,  w4,      b4,     u,
                 z1,  y1,  p1,  z2,  y2,  p2,  z3,  y3,      d3,     z4,
                 p,   dz4, dd3, dy3, dz3, dp2, dy2, dz2,     dp1,    dy1,
                 dz1, dx,  dw1, dw2, dw3, dw4, db,  winner1, winner2};
  for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) release(all[i]);
  bool any = false;
  for (int i = 0; i < 40; i++) any = any || named[i];
  return any;
}
