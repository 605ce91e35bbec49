/* 11: the dense layer. */
#include "check.h"
#include "kernels/dense.h"

enum { TRANSPOSED = 1, BIAS_EACH_INPUT, NO_BIAS, SUM_NOT_RESET, FIRST_IMAGE, FIRST_BIAS };
static const char *const mistakes[] = {"transposed", "bias_each_input", "no_bias", "sum_not_reset", "first_image", "first_bias", 0};

static void make(Case *c, int number, Random *random) {
  int N = 1, I = 3, U = 2;
  if (number == 1) N = 2, I = 2, U = 3;
  if (number > 1) N = random_between(random, 2, 3), I = N + random_between(random, 1, 4), U = I + random_between(random, 1, 4);
  if (number == EVEN_CASE) N = I = U = 3;
  *c = (Case){.names = "N I U", .size = {N, I, U}};
  input(c, "x", (Shape){{N, I}});
  if (number == 0) numbers(c, "1 2 3");
  else random_integers(c, random, -3, 5);
  input(c, "w", (Shape){{I, U}});
  if (number == 0) numbers(c, "1 0  0 1  2 -1");
  else random_integers(c, random, -2, 4);
  input(c, "b", (Shape){{U}});
  if (number == 0) numbers(c, "0.5 -0.5");
  else for (int u = 0; u < U; u++) ((float *)in(c, 2))[u] = (float)(u + 1) * 0.5f;
  output(c, "y", (Shape){{N, U}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  const float (*x)[I] = in(c, 0), (*w)[U] = in(c, 1), *b = in(c, 2), *flat = in(c, 1);
  float (*y)[U] = out(c, 0), sum = 0;
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++) {
      begin(c, &y[n][u]);
      if (mistake != SUM_NOT_RESET) sum = 0;
      else if (sum != 0) plus(c, sum);
      if (mistake != BIAS_EACH_INPUT && mistake != NO_BIAS) sum += plus(c, b[mistake == FIRST_BIAS ? 0 : u]);
      for (int i = 0; i < I; i++) {
        sum += times(c, x[mistake == FIRST_IMAGE ? 0 : n][i], mistake == TRANSPOSED ? flat[u * I + i] : w[i][u]);
        if (mistake == BIAS_EACH_INPUT) sum += plus(c, b[u]);
      }
      y[n][u] = sum;
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

const Check check_11 = {.cases = 8, .by_hand = "7.5 -1.5", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library, .even = true};
