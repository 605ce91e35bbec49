/* 19: the dense layer backward. */
#include <stdlib.h>

#include "base/error.h"
#include "check.h"
#include "kernels/dense.h"

enum {
  DW_LAST_IMAGE = 1,
  DB_ONE_IMAGE,
  W_NOT_TRANSPOSED,
  MEAN,
  DB_MISSING,
  DB_IN_INPUTS,
  DX_LAST_NEURON,
  DB_LAST_ALONE,
  DW_MEAN
};
static const char *const mistakes[] = {
    "dw_last_image",    "db_one_image",   "w_not_transposed",     "mean",         "db_missing",
    "db_in_inner_loop", "dx_last_neuron", "dw_and_db_last_image", "dw_mean_only", 0};

static const Hand hands[] = {
    {.size = {1, 3, 2}, .in = {"1 2 3", "1 0  0 1  2 -1", "1 -1"}},
    {.size = {2, 2, 3}, .in = {"1 -2  3 0.5", "2 1 -1  0 3 4", "1 -1 0.5  2 0.25 -3"}},
    {.size = {3, 2, 3}, .in = {"1 2  -1 0.5  3 1", "1 0 2  -1 3 1", "1 -2 0.5  0.25 1 2  -1 0 3"}},
};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 33);
  c->size[1] = pick_size(d, 1, 784);
  c->size[2] = pick_size(d, 1, 128);
}

static void room(Case *c) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  input(c, "x", (Sizes){{N, I}});
  input(c, "w", (Sizes){{I, U}});
  input(c, "dy", (Sizes){{N, U}});
  output(c, "dx", (Sizes){{N, I}});
  output(c, "dw", (Sizes){{I, U}});
  output(c, "db", (Sizes){{U}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  const float(*x)[I] = in(c, 0), (*w)[U] = in(c, 1), *flat = in(c, 1), (*dy)[U] = in(c, 2);
  float(*dx)[I] = out(c, 0), (*dw)[U] = out(c, 1), *db = out(c, 2);
  bool last_w = mistake == DW_LAST_IMAGE || mistake == DB_LAST_ALONE,
       last_b = mistake == DB_ONE_IMAGE || mistake == DB_LAST_ALONE;
  for (int n = 0; n < N; n++)
    for (int i = 0; i < I; i++) {
      begin(c, &dx[n][i]);
      double sum = 0;
      for (int u = mistake == DX_LAST_NEURON ? U - 1 : 0; u < U; u++)
        sum += times(c, (double)dy[n][u], (double)(mistake == W_NOT_TRANSPOSED ? flat[u * I + i] : w[i][u]));
      dx[n][i] = (float)sum;
    }
  for (int i = 0; i < I; i++)
    for (int u = 0; u < U; u++) {
      begin(c, &dw[i][u]);
      double sum = 0;
      for (int n = last_w ? N - 1 : 0; n < N; n++) sum += times(c, (double)x[n][i], (double)dy[n][u]);
      dw[i][u] = (float)(mistake == MEAN || mistake == DW_MEAN ? sum / N : sum);
    }
  for (int u = 0; u < U; u++) {
    begin(c, &db[u]);
    double sum = 0;
    for (int n = last_b ? N - 1 : 0; n < N; n++) sum += plus(c, (double)dy[n][u]);
    if (mistake == MEAN) sum /= N;
    if (mistake == DB_IN_INPUTS) sum *= I;
    db[u] = (float)(mistake == DB_MISSING ? 0 : sum);
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(dense_backward) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), out(c, 1), out(c, 2), in(c, 0), in(c, 1), in(c, 2));
}

static void library(Case *c) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  dense_backward_input(N, I, U, out(c, 0), in(c, 1), in(c, 2));
  dense_backward_kernel(N, I, U, 0, I, out(c, 1), out(c, 2), in(c, 0), in(c, 2));
}

/* sum of y * dy; without a bias, which only adds dy once */
static double loss(Case *c, void *forward) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  const float(*x)[I] = in(c, 0), (*w)[U] = in(c, 1), (*dy)[U] = in(c, 2);
  float *none = calloc((size_t)U, sizeof(float)), (*y)[U] = calloc((size_t)(N * U), sizeof(float));
  if (!none || !y) BUG("no memory");
  __typeof__(dense) *f = forward;
  if (f) f(N, I, U, y, x, w, none);
  double sum = 0;
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      double value = (double)y[n][u];
      for (int i = 0; i < I && !f; i++) value += (double)x[n][i] * (double)w[i][u];
      sum += value * (double)dy[n][u];
    }
  free(none);
  free(y);
  return sum;
}

const Check check_19 = {.names = "N I U",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "1 -1 3  1 -1 2 -2 3 -3  1 -1",
                        .even = {.size = {3, 3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .loss = loss,
                        .forward = 11,
                        .slope_of = {0, 1, -1}};
