/*
 * A second author for every number: each kernel once more, in double precision, flat arrays
 * with every index counted out, written from the formulas in the kernels' headers and from
 * nothing in lib/. Slow and plain on purpose.
 *
 * Letters as in conv2d.h, dense.h and so on. With each sum of products goes `size`, the sum
 * of the terms without their signs: a float sum in any order is right to a few units of its
 * last place. A null size is left out.
 */
#ifndef TESTS_REFERENCE_H
#define TESTS_REFERENCE_H

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* the sizes of a window that goes over an image, as conv2d.h names them */
typedef struct ReferenceWindow {
  int N, H, W, C, K, F, S, P, Q, top, left;
} ReferenceWindow;

static inline double *reference_zeros(size_t count) {
  double *a = calloc(count ? count : 1, sizeof *a);
  if (!a) abort();
  return a;
}

/* the place of pixel (h, v), channel k of image n; -1 outside the image */
static inline long reference_pixel(const ReferenceWindow *a, int n, int h, int v, int k) {
  if (h < 0 || h >= a->H || v < 0 || v >= a->W) return -1;
  return (((long)n * a->H + h) * a->W + v) * a->C + k;
}

/* ---- convolution ---- */

/*
 * y[n][r][c][f]  = b[f] + sum over i, j, k of x[n][r*S+i-top][c*S+j-left][k] * w[i][j][k][f]
 * dw[i][j][k][f] = sum over n, r, c of x[...] * dy[n][r][c][f]      db[f] = sum over n, r, c of dy[n][r][c][f]
 * dx[n][h][v][k] = sum over w[i][j][k][f] * dy[n][r][c][f] of the same pairs
 *
 * dy null: forward only. All outputs must be zeros.
 */
static inline void reference_conv2d(const ReferenceWindow *a, double *y, double *y_size, double *dx, double *dx_size, double *dw,
                                    double *dw_size, double *db, double *db_size, const double *x, const double *w,
                                    const double *b, const double *dy) {
  int F = a->F;
  long places = (long)a->N * a->P * a->Q;
  for (long place = 0; place < places; place++)
    for (int f = 0; f < F; f++) {
      y[place * F + f] = b[f];
      if (y_size) y_size[place * F + f] = fabs(b[f]);
      if (!dy) continue;
      db[f] += dy[place * F + f];
      db_size[f] += fabs(dy[place * F + f]);
    }
  for (int n = 0; n < a->N; n++)
    for (int r = 0; r < a->P; r++)
      for (int c = 0; c < a->Q; c++)
        for (int i = 0; i < a->K; i++)
          for (int j = 0; j < a->K; j++)
            for (int k = 0; k < a->C; k++) {
              long pixel = reference_pixel(a, n, r * a->S + i - a->top, c * a->S + j - a->left, k);
              if (pixel < 0) continue;
              long out = ((((long)n * a->P) + r) * a->Q + c) * F, tap = (((long)i * a->K + j) * a->C + k) * F;
              for (int f = 0; f < F; f++) {
                y[out + f] += x[pixel] * w[tap + f];
                if (y_size) y_size[out + f] += fabs(x[pixel] * w[tap + f]);
              }
              if (!dy) continue;
              double sum = 0, size = 0;
              for (int f = 0; f < F; f++) {
                dw[tap + f] += x[pixel] * dy[out + f];
                dw_size[tap + f] += fabs(x[pixel] * dy[out + f]);
                sum += w[tap + f] * dy[out + f];
                size += fabs(w[tap + f] * dy[out + f]);
              }
              dx[pixel] += sum;
              dx_size[pixel] += size;
            }
}

/* ---- pooling ---- */

/* the largest of each window's pixels inside the image, and its place row * W + column, of equals the first; C is F */
static inline void reference_max_pooling2d(const ReferenceWindow *a, double *y, int *winner, const double *x) {
  for (int n = 0; n < a->N; n++)
    for (int r = 0; r < a->P; r++)
      for (int c = 0; c < a->Q; c++)
        for (int k = 0; k < a->C; k++) {
          long out = (((long)n * a->P + r) * a->Q + c) * a->C + k;
          winner[out] = -1;
          for (int i = 0; i < a->K; i++)
            for (int j = 0; j < a->K; j++) {
              int h = r * a->S + i - a->top, v = c * a->S + j - a->left;
              long pixel = reference_pixel(a, n, h, v, k);
              if (pixel < 0 || (winner[out] >= 0 && x[pixel] <= y[out])) continue;
              y[out] = x[pixel];
              winner[out] = h * a->W + v;
            }
        }
}

/* each dy goes back to its winner; dx must be zeros */
static inline void reference_max_pooling2d_backward(const ReferenceWindow *a, double *dx, const int *winner, const double *dy) {
  for (int n = 0; n < a->N; n++)
    for (long m = 0; m < (long)a->P * a->Q; m++)
      for (int k = 0; k < a->C; k++) {
        long out = ((long)n * a->P * a->Q + m) * a->C + k;
        dx[((long)n * a->H * a->W + winner[out]) * a->C + k] += dy[out];
      }
}

/* the mean of each window's pixels inside the image (Keras's AveragePooling2D); with dy, its way back: dx must be zeros */
static inline void reference_average_pooling2d(const ReferenceWindow *a, double *y, double *dx, const double *x, const double *dy) {
  for (int n = 0; n < a->N; n++)
    for (int r = 0; r < a->P; r++)
      for (int c = 0; c < a->Q; c++)
        for (int k = 0; k < a->C; k++) {
          long out = (((long)n * a->P + r) * a->Q + c) * a->C + k;
          double sum = 0;
          int inside = 0;
          for (int i = 0; i < a->K; i++)
            for (int j = 0; j < a->K; j++) {
              long pixel = reference_pixel(a, n, r * a->S + i - a->top, c * a->S + j - a->left, k);
              if (pixel >= 0) sum += x[pixel], inside++;
            }
          y[out] = sum / inside;
          for (int i = 0; dy && i < a->K; i++)
            for (int j = 0; j < a->K; j++) {
              long pixel = reference_pixel(a, n, r * a->S + i - a->top, c * a->S + j - a->left, k);
              if (pixel >= 0) dx[pixel] += dy[out] / inside;
            }
        }
}

/* ---- dense: a convolution of images of one pixel with one tap ---- */

static inline ReferenceWindow reference_dense(int N, int I, int U) {
  return (ReferenceWindow){.N = N, .H = 1, .W = 1, .C = I, .K = 1, .F = U, .S = 1, .P = 1, .Q = 1};
}

/* ---- softmax and its loss ---- */

/* p = exp(z) / sum of exp(z), and the loss -log p[label] of each image; p is a null pointer or gets it */
static inline void reference_softmax(int N, int U, double *p, double *loss, const double *z, const int *label) {
  for (int n = 0; n < N; n++) {
    double most = z[n * U], sum = 0;
    for (int u = 1; u < U; u++) most = fmax(most, z[n * U + u]);
    for (int u = 0; u < U; u++) sum += exp(z[n * U + u] - most);
    for (int u = 0; p && u < U; u++) p[n * U + u] = exp(z[n * U + u] - most) / sum;
    if (loss) loss[n] = log(sum) + most - z[n * U + label[n]];
  }
}

#endif
