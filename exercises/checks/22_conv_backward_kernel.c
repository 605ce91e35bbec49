/* 22: gradient of the kernel and the bias. */
#include <stdlib.h>

#include "base/error.h"
#include "check.h"
#include "kernels/conv2d.h"

enum {
  DB_MISSING = 1,
  LAST_IMAGE,
  NO_PADDING,
  FLIPPED,
  DB_LAST_PLACE,
  MEAN,
  ALWAYS_SAME,
  FIRST_IMAGE,
  DB_IN_TAPS,
  DB_IN_CHANNELS,
  DB_LAST_IMAGE,
  DW_LAST_PLACE,
  TRANSPOSED
};
static const char *const mistakes[] = {
    "db_missing",  "last_image", "no_padding",     "flipped",       "db_last_place", "mean",       "always_same",
    "first_image", "db_in_taps", "db_in_channels", "db_last_image", "dw_last_place", "transposed", 0};

/* the last two inputs are the kernel and the bias, for the measured slope alone */
static const Hand hands[] = {
    {.size = {1, 3, 3, 1, 2, 1, 2, 2, 0}, .in = {"1 2 0  0 3 1  4 1 1", "1 0 0 2"}},
    {.size = {2, 3, 4, 1, 2, 1, 4, 5, 1},
     .in = {"1 2 0 -1  0 3 1 2  4 1 1 0.5   2 0 1 1  -1 3 2 0  1 0.5 2 4",
            "1 0 2 0 1  0 -1 1 2 0  3 1 0 1 -2  0 1 1 0 2   2 1 0 0.5 1  1 1 -1 0 2  0 3 1 1 0  1 0 2 -1 1"}},
    {.size = {2, 2, 3, 2, 2, 3, 1, 2, 0},
     .in = {"1 2 0.5 -1 3 0  2 1 -2 4 0 1   0 1 3 -1 2 2  1 0.5 1 1 -3 2", "1 0 -2 0.5 3 1   2 -1 0 1 0.25 4"}},
};

static void draw(Case *c, Draw *d) {
  int K = pick(d, 1, 5), p = pick(d, 0, K - 1);
  spend(d, K * K);
  int C = pick_size(d, 1, 64), F = pick_size(d, 1, 64), N = pick_size(d, 1, 9);
  int H = pick_size(d, 1, 64), W = pick_size(d, 1, 64);
  if (H + 2 * p < K) H = K;
  if (W + 2 * p < K) W = K;
  *c = (Case){.size = {N, H, W, C, K, F, H + 2 * p - K + 1, W + 2 * p - K + 1, p}};
}

static void room(Case *c) {
  const int *s = c->size;
  input(c, "x", (Sizes){{s[0], s[1], s[2], s[3]}});
  input(c, "dy", (Sizes){{s[0], s[6], s[7], s[5]}});
  input(c, "", (Sizes){{s[4], s[4], s[3], s[5]}});
  input(c, "", (Sizes){{s[5]}});
  output(c, "dw", (Sizes){{s[4], s[4], s[3], s[5]}});
  output(c, "db", (Sizes){{s[5]}});
}

static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  strange(c, 1, d);
  fractions(c, 2, d, -1, 1);
  fractions(c, 3, d, -1, 1);
}

static bool answer(Case *c, int mistake) {
  const int *s = c->size;
  int N = s[0], H = s[1], W = s[2], C = s[3], K = s[4], F = s[5], P = s[6], Q = s[7];
  int p = mistake == NO_PADDING ? 0 : mistake == ALWAYS_SAME ? (K - 1) / 2 : s[8];
  const float(*x)[H][W][C] = in(c, 0), (*dy)[P][Q][F] = in(c, 1);
  float(*dw)[K][C][F] = out(c, 0), *db = out(c, 1);
  double by = mistake == MEAN ? N : 1;
  for (int i = 0; i < K; i++)
    for (int j = 0; j < K; j++)
      for (int k = 0; k < C; k++)
        for (int f = 0; f < F; f++) {
          float *to = mistake == FLIPPED      ? &dw[K - 1 - i][K - 1 - j][k][f]
                      : mistake == TRANSPOSED ? &dw[j][i][k][f]
                                              : &dw[i][j][k][f];
          double sum = 0;
          begin(c, to);
          for (int n = mistake == LAST_IMAGE ? N - 1 : 0; n < N; n++)
            for (int r = 0; r < P; r++)
              for (int q = 0; q < Q; q++) {
                int h = r + i - p, v = q + j - p;
                if (h < 0 || h >= H || v < 0 || v >= W) continue;
                if (mistake == DW_LAST_PLACE) sum = 0;
                sum += times(c, (double)x[mistake == FIRST_IMAGE ? 0 : n][h][v][k], (double)dy[n][r][q][f]);
              }
          *to = (float)(sum / by);
        }
  for (int f = 0; f < F; f++) {
    begin(c, &db[f]);
    double sum = 0;
    for (int n = mistake == LAST_IMAGE || mistake == DB_LAST_IMAGE ? N - 1 : 0; n < N; n++)
      for (int r = 0; r < P; r++)
        for (int q = 0; q < Q; q++) {
          if (mistake == DB_LAST_PLACE) sum = 0;
          sum += plus(c, (double)dy[n][r][q][f]);
        }
    if (mistake == DB_IN_TAPS) sum *= K * K;
    if (mistake == DB_IN_CHANNELS) sum *= K * K * C;
    db[f] = (float)(mistake == DB_MISSING ? 0 : sum / by);
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(conv_backward_kernel) *f = function;
  const int *s = c->size;
  f(s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7], s[8], out(c, 0), out(c, 1), in(c, 0), in(c, 1));
}

static void library(Case *c) {
  const int *s = c->size;
  conv2d_backward_kernel_naive(s[0], s[1], s[2], s[3], s[4], s[5], 1, s[6], s[7], s[8], s[8], 0, s[3], out(c, 0),
                               out(c, 1), in(c, 0), in(c, 1));
}

/* sum of y * dy with the kernel in input 2 and the bias in input 3 */
static double loss(Case *c, void *forward) {
  const int *s = c->size;
  int N = s[0], H = s[1], W = s[2], C = s[3], K = s[4], F = s[5], P = s[6], Q = s[7], p = s[8], count = N * P * Q * F;
  float(*y)[P][Q][F] = calloc((size_t)count, sizeof(float));
  const float(*x)[H][W][C] = in(c, 0), *dy = in(c, 1);
  if (!y) BUG("no memory");
  __typeof__(conv_channels) *f = forward;
  for (int n = 0; n < N && f; n++) f(H, W, C, K, F, P, Q, p, y[n], x[n], in(c, 2), in(c, 3));
  if (!f) conv2d_forward_naive(N, H, W, C, K, F, 1, P, Q, p, p, (void *)y, in(c, 0), in(c, 2), in(c, 3));
  double sum = 0;
  for (int m = 0; m < count; m++) sum += (double)((float *)y)[m] * (double)dy[m];
  free(y);
  return sum;
}

const Check check_22 = {.names = "N H W C K F P Q p",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "7 4 2 5  3",
                        .even = {.size = {3, 3, 3, 3, 3, 3, 3, 3, 1}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .loss = loss,
                        .forward = 7,
                        .slope_of = {2, 3}};
