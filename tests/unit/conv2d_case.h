/*
 * A convolution to try: sizes, arrays of their own, and its answer worked out in double
 * precision in another way than any of the library's paths.
 */
#ifndef TESTS_CONV2D_CASE_H
#define TESTS_CONV2D_CASE_H

#include <stdio.h>

#include "helpers.h"
#include "kernels/conv2d.h"
#include "kernels/threads.h"

/* sizes and letters as in conv2d.h */
typedef struct Conv2DCase {
  int N, H, W, C, K, F, S, P, Q, top, left;
  float *x, *w, *b, *dy;  /* given: random */
  float *y, *dx, *dw, *db; /* wanted: NaN until a kernel has written them */
} Conv2DCase;

/* how many numbers each array has */
static inline size_t x_count(const Conv2DCase *a) { return (size_t)a->N * (size_t)a->H * (size_t)a->W * (size_t)a->C; }
static inline size_t y_count(const Conv2DCase *a) { return (size_t)a->N * (size_t)a->P * (size_t)a->Q * (size_t)a->F; }
static inline size_t w_count(const Conv2DCase *a) { return (size_t)a->K * (size_t)a->K * (size_t)a->C * (size_t)a->F; }

/* arrays for the sizes N, H, W, C, K, F, S of `sizes`; the rest follows from the padding */
static inline Conv2DCase new_conv2d_case(Conv2DCase sizes, Padding padding, Random *random) {
  Conv2DCase a = sizes;
  a.P = conv2d_output_size(a.H, a.K, a.S, padding);
  a.Q = conv2d_output_size(a.W, a.K, a.S, padding);
  a.top = conv2d_zeros_before(a.H, a.K, a.S, padding);
  a.left = conv2d_zeros_before(a.W, a.K, a.S, padding);

  a.x = random_floats(random, x_count(&a));
  a.w = random_floats(random, w_count(&a));
  a.b = random_floats(random, (size_t)a.F);
  a.dy = random_floats(random, y_count(&a));
  a.y = new_floats(y_count(&a));
  a.dx = new_floats(x_count(&a));
  a.dw = new_floats(w_count(&a));
  a.db = new_floats((size_t)a.F);
  return a;
}

/* 1 to `images` images of up to `size` pixels and `channels` channels, kernel 1 to `kernel`, stride 1 to 3 */
static inline Conv2DCase random_conv2d_case(Random *random, int images, int size, int channels, int kernel) {
  Conv2DCase a = {.N = random_between(random, 1, images),
                  .C = random_between(random, 1, channels),
                  .F = random_between(random, 1, channels),
                  .K = random_between(random, 1, kernel),
                  .S = random_between(random, 1, 3)};
  Padding padding = random_up_to(random, 1) ? SAME : VALID;
  int least = padding == VALID ? a.K : 1;
  a.H = random_between(random, least, size);
  do a.W = random_between(random, least, size);
  while (a.W == a.H && least < size); /* a square would hide rows and columns mixed up */
  return new_conv2d_case(a, padding, random);
}

static inline void free_conv2d_case(Conv2DCase *a) {
  drop(a->x), drop(a->w), drop(a->b), drop(a->dy), drop(a->y), drop(a->dx), drop(a->dw), drop(a->db);
}

/* for messages; the text of the newest call */
static inline const char *conv2d_case_text(const Conv2DCase *a) {
  static char text[160];
  snprintf(text, sizeof text, "N %d, H %d, W %d, C %d, K %d, F %d, S %d, P %d, Q %d, top %d, left %d", a->N, a->H, a->W,
           a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left);
  return text;
}

/* ---- calling a path: what it has to write is spoiled first; threads share it out as lib/model/batch.c does ---- */

static inline void case_forward(Conv2DForward *forward, Conv2DCase *a) {
  spoil(a->y);
  size_t x = x_count(a) / (size_t)a->N, y = y_count(a) / (size_t)a->N;
#pragma omp parallel
  {
    Share n = my_share(a->N);
    if (n.first < n.end)
      forward(n.end - n.first, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left,
              (void *)(a->y + (size_t)n.first * y), (const void *)(a->x + (size_t)n.first * x), (const void *)a->w, a->b);
  }
}

static inline void case_backward_kernel(Conv2DBackwardKernel *backward, Conv2DCase *a) {
  spoil(a->dw), spoil(a->db);
#pragma omp parallel
  {
    Share k = my_share(a->C);
    if (k.first < k.end)
      backward(a->N, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left, k.first, k.end, (void *)a->dw,
               a->db, (const void *)a->x, (const void *)a->dy);
  }
}

static inline void case_backward_input(Conv2DBackwardInput *backward, Conv2DCase *a) {
  spoil(a->dx);
  size_t x = x_count(a) / (size_t)a->N, y = y_count(a) / (size_t)a->N;
#pragma omp parallel
  {
    Share n = my_share(a->N);
    if (n.first < n.end)
      backward(n.end - n.first, a->H, a->W, a->C, a->K, a->F, a->S, a->P, a->Q, a->top, a->left,
               (void *)(a->dx + (size_t)n.first * x), (const void *)a->w, (const void *)(a->dy + (size_t)n.first * y));
  }
}

/* ---- the answer, in double precision ---- */

/*
 * The other way round: not what an output is the sum of, but where each product of a pixel
 * and a weight has to be added (the stamp). Arrays are flat, all indices counted out.
 */
typedef struct Conv2DReference {
  double *y, *dx, *dw, *db;                     /* the answers */
  double *y_size, *dx_size, *dw_size, *db_size; /* for each, the sum of its terms without their signs */
} Conv2DReference;

static inline double *zeros(size_t count) {
  double *a = calloc(count, sizeof *a);
  ck_assert_ptr_nonnull(a);
  return a;
}

static inline void add_term(double *sum, double *size, size_t place, double term) {
  sum[place] += term;
  size[place] += fabs(term);
}

/* one tap: pixel (h, v) of image n, seen by output `out` through tap `tap` */
static inline void reference_tap(const Conv2DCase *a, Conv2DReference *to, size_t pixel, size_t tap, size_t out) {
  size_t C = (size_t)a->C, F = (size_t)a->F;
  for (size_t k = 0; k < C; k++)
    for (size_t f = 0; f < F; f++) {
      double x = (double)a->x[pixel * C + k], w = (double)a->w[(tap * C + k) * F + f];
      double dy = (double)a->dy[out * F + f];
      add_term(to->y, to->y_size, out * F + f, x * w);
      add_term(to->dx, to->dx_size, pixel * C + k, w * dy);
      add_term(to->dw, to->dw_size, (tap * C + k) * F + f, x * dy);
    }
}

static inline Conv2DReference conv2d_reference(const Conv2DCase *a) {
  size_t F = (size_t)a->F;
  Conv2DReference to = {zeros(y_count(a)), zeros(x_count(a)), zeros(w_count(a)), zeros(F),
                        zeros(y_count(a)), zeros(x_count(a)), zeros(w_count(a)), zeros(F)};
  for (size_t out = 0; out < y_count(a) / F; out++)
    for (size_t f = 0; f < F; f++) {
      add_term(to.y, to.y_size, out * F + f, (double)a->b[f]);
      add_term(to.db, to.db_size, f, (double)a->dy[out * F + f]);
    }

  /* over the pixels: (r, c) is an output that sees (h, v) when the kernel's corner h+top - r*S, v+left - c*S is a tap */
  for (int n = 0; n < a->N; n++)
    for (int h = 0; h < a->H; h++)
      for (int v = 0; v < a->W; v++)
        for (int r = 0; r < a->P; r++)
          for (int c = 0; c < a->Q; c++) {
            int i = h + a->top - r * a->S, j = v + a->left - c * a->S;
            if (i < 0 || i >= a->K || j < 0 || j >= a->K) continue;
            reference_tap(a, &to, (size_t)((n * a->H + h) * a->W + v), (size_t)(i * a->K + j),
                          (size_t)((n * a->P + r) * a->Q + c));
          }
  return to;
}

static inline void free_conv2d_reference(Conv2DReference *to) {
  free(to->y), free(to->dx), free(to->dw), free(to->db);
  free(to->y_size), free(to->dx_size), free(to->dw_size), free(to->db_size);
}

/*
 * The largest error of `found`, in units of the float's last place (2^-24) of the sum of its
 * terms without their signs. A sum of n terms in any order stays below about n such units.
 */
static inline double largest_error(size_t count, const float found[], const double expected[], const double size[]) {
  double largest = 0;
  for (size_t m = 0; m < count; m++) {
    if (isnan(found[m])) return INFINITY;
    double error = fabs((double)found[m] - expected[m]);
    if (error == 0) continue;
    double units = error / (ldexp(1, -24) * size[m]); /* infinite where nothing was to be added up */
    if (units > largest) largest = units;
  }
  return largest;
}

#endif
