/* 11: the dense layer. */
#include "check.h"
#include "kernels/dense.h"

enum { TRANSPOSED = 1, BIAS_EACH_INPUT, NO_BIAS, SUM_NOT_RESET, FIRST_IMAGE, FIRST_BIAS, BIAS_BY_IMAGE };
static const char *const mistakes[] = {"transposed",  "bias_each_input", "no_bias",       "sum_not_reset",
                                       "first_image", "first_bias",      "bias_by_image", 0};

static const Hand hands[] = {
    {.size = {1, 3, 2}, .in = {"1 2 3", "1 0  0 1  2 -1", "0.5 -0.5"}},
    {.size = {2, 2, 3}, .in = {"1 -2  3 0.5", "2 1 -1  0 3 4", "0.5 1 1.5"}},
    {.size = {2, 3, 4}, .in = {"1 2 -1  0.25 3 2", "1 0 2 -1  3 1 0.5 2  -2 4 1 0", "1 -1 0.5 2"}},
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
  input(c, "b", (Sizes){{U}});
  output(c, "y", (Sizes){{N, U}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  const float(*x)[I] = in(c, 0), (*w)[U] = in(c, 1), *b = in(c, 2), *flat = in(c, 1);
  float(*y)[U] = out(c, 0);
  double sum = 0;
  if (mistake == BIAS_BY_IMAGE && N > U) return false;
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      begin(c, &y[n][u]);
      if (mistake != SUM_NOT_RESET)
        sum = 0;
      else if (sum != 0)
        plus(c, sum);
      if (mistake != BIAS_EACH_INPUT && mistake != NO_BIAS)
        sum += plus(c, (double)b[mistake == FIRST_BIAS ? 0 : mistake == BIAS_BY_IMAGE ? n : u]);
      for (int i = 0; i < I; i++) {
        sum += times(c, (double)x[mistake == FIRST_IMAGE ? 0 : n][i],
                     (double)(mistake == TRANSPOSED ? flat[u * I + i] : w[i][u]));
        if (mistake == BIAS_EACH_INPUT) sum += plus(c, (double)b[u]);
      }
      y[n][u] = (float)sum;
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(dense) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

static void library(Case *c) {
  dense_forward(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0), in(c, 1), in(c, 2));
}

const Check check_11 = {.names = "N I U",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "7.5 -1.5",
                        .even = {.size = {3, 3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library};
