/*
 * One kernel on the numbers of stdin, for ONNX's published cases:
 *
 *     kernel_case conv2d N H W C K F S P Q top left        x, w, b         -> y, once for each path
 *     kernel_case max_pooling2d N H W C K S P Q top left   x               -> y, winner
 *     kernel_case average_pooling2d N H W C K S P Q top left   x           -> y
 *     kernel_case dense N I U                              x, w, b         -> y
 *     kernel_case relu count                               x               -> y
 *     kernel_case softmax N U                              z               -> p
 *     kernel_case loss N U                                 z, label        -> loss
 *     kernel_case adam count t rate beta_1 beta_2 epsilon  w, m, v, g      -> w, m, v
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/memory.h"
#include "kernels/kernels.h"

enum { MOST_ARGUMENTS = 12 };

/* an array of its own, so that a step too far shows under the sanitizers */
static float *make(int count) {
  float *numbers = allocate((size_t)count, sizeof(float));
  if (!numbers) exit(report_failure("kernel_case"));
  return numbers;
}

static float *take(int count) {
  float *numbers = make(count);
  for (int m = 0; m < count; m++)
    if (scanf("%f", &numbers[m]) != 1) exit(2);
  return numbers;
}

static void print(int count, const float *numbers) {
  for (int m = 0; m < count; m++) printf("%.9g%c", (double)numbers[m], m == count - 1 ? '\n' : ' ');
}

static void conv2d(const int *n) {
  int N = n[0], H = n[1], W = n[2], C = n[3], K = n[4], F = n[5], S = n[6], P = n[7], Q = n[8];
  float *x = take(N * H * W * C), *w = take(K * K * C * F), *b = take(F), *y = make(N * P * Q * F);
  const Kernels *paths[] = {&naive_kernels, &blocked_kernels, &winograd_kernels, &library_kernels};
  for (int path = 0; path < 4; path++) {
    memset(y, 0xff, (size_t)(N * P * Q * F) * sizeof *y);
    paths[path]->conv2d_forward(N, H, W, C, K, F, S, P, Q, n[9], n[10], (void *)y, (const void *)x, (const void *)w, b);
    print(N * P * Q * F, y);
  }
  release(x), release(w), release(b), release(y);
}

static void max_pooling2d(const int *n) {
  int N = n[0], H = n[1], W = n[2], C = n[3], P = n[6], Q = n[7], count = N * P * Q * C;
  float *x = take(N * H * W * C), *y = make(count);
  int *winner = allocate((size_t)count, sizeof(int));
  if (!winner) exit(report_failure("kernel_case"));
  library_kernels.max_pooling2d_forward(N, H, W, C, n[4], n[5], P, Q, n[8], n[9], (void *)y, (void *)winner,
                                        (const void *)x);
  print(count, y);
  for (int m = 0; m < count; m++) printf("%d ", winner[m]);
  release(x), release(y), release(winner);
}

static void average_pooling2d(const int *n) {
  int N = n[0], H = n[1], W = n[2], C = n[3], P = n[6], Q = n[7], count = N * P * Q * C;
  float *x = take(N * H * W * C), *y = make(count);
  library_kernels.average_pooling2d_forward(N, H, W, C, n[4], n[5], P, Q, n[8], n[9], (void *)y, (const void *)x);
  print(count, y);
  release(x), release(y);
}

static void dense(const int *n) {
  int N = n[0], I = n[1], U = n[2];
  float *x = take(N * I), *w = take(I * U), *b = take(U), *y = make(N * U);
  library_kernels.dense_forward(N, I, U, (void *)y, (const void *)x, (const void *)w, b);
  print(N * U, y);
  release(x), release(w), release(b), release(y);
}

static void relu(const int *n) {
  float *x = take(n[0]), *y = make(n[0]);
  library_kernels.relu_forward(n[0], y, x);
  print(n[0], y);
  release(x), release(y);
}

static void softmax_rows(const int *n) {
  float *z = take(n[0] * n[1]), *p = make(n[0] * n[1]);
  library_kernels.softmax(n[0], n[1], (void *)p, (const void *)z);
  print(n[0] * n[1], p);
  release(z), release(p);
}

static void loss_of(const int *n) {
  float *z = take(n[0] * n[1]), *labels = take(n[0]), *loss = make(n[0]);
  int *label = allocate((size_t)n[0], sizeof(int));
  if (!label) exit(report_failure("kernel_case"));
  for (int i = 0; i < n[0]; i++) label[i] = (int)labels[i];
  library_kernels.sparse_categorical_crossentropy(n[0], n[1], loss, (const void *)z, label);
  print(n[0], loss);
  release(z), release(labels), release(loss), release(label);
}

static void adam(const int *n, char **real) {
  int count = n[0];
  float *w = take(count), *m = take(count), *v = take(count), *g = take(count);
  library_kernels.adam_step(count, n[1], strtof(real[0], NULL), strtof(real[1], NULL), strtof(real[2], NULL),
                            strtof(real[3], NULL), w, m, v, g);
  print(count, w), print(count, m), print(count, v);
  release(w), release(m), release(v), release(g);
}

int main(int argc, char **argv) {
  int n[MOST_ARGUMENTS] = {0};
  if (argc < 3) return 2;
  for (int i = 2; i < argc && i < 2 + MOST_ARGUMENTS; i++) n[i - 2] = atoi(argv[i]);
  const char *kernel = argv[1];
  if (strcmp(kernel, "conv2d") == 0 && argc == 13)
    conv2d(n);
  else if (strcmp(kernel, "max_pooling2d") == 0 && argc == 12)
    max_pooling2d(n);
  else if (strcmp(kernel, "average_pooling2d") == 0 && argc == 12)
    average_pooling2d(n);
  else if (strcmp(kernel, "dense") == 0 && argc == 5)
    dense(n);
  else if (strcmp(kernel, "relu") == 0 && argc == 3)
    relu(n);
  else if (strcmp(kernel, "softmax") == 0 && argc == 4)
    softmax_rows(n);
  else if (strcmp(kernel, "loss") == 0 && argc == 4)
    loss_of(n);
  else if (strcmp(kernel, "adam") == 0 && argc == 8)
    adam(n, argv + 4);
  else
    return 2;
  return EXIT_SUCCESS;
}
