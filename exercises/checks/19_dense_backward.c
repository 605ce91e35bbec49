/* 19: the dense layer backward. */
#include "check.h"
#include "kernels/dense.h"

enum { DW_LAST_IMAGE = 1, DB_ONE_IMAGE, W_NOT_TRANSPOSED, MEAN, DB_MISSING };
static const char *const mistakes[] = {"dw_last_image", "db_one_image", "w_not_transposed", "mean", "db_missing", 0};

static void make(Case *c, int number, Random *random) {
  int N = 1, I = 3, U = 2;
  if (number == 1) N = 2, I = 2, U = 3;
  if (number > 1) N = random_between(random, 2, 3), I = N + random_between(random, 1, 3), U = I + random_between(random, 1, 3);
  if (number == EVEN_CASE) N = I = U = 3;
  *c = (Case){.names = "N I U", .size = {N, I, U}};
  input(c, "x", (Shape){{N, I}});
  if (number == 0) numbers(c, "1 2 3");
  else random_integers(c, random, -3, 5);
  input(c, "w", (Shape){{I, U}});
  if (number == 0) numbers(c, "1 0  0 1  2 -1");
  else random_integers(c, random, -2, 4);
  input(c, "dy", (Shape){{N, U}});
  if (number == 0) numbers(c, "1 -1");
  else if (number == 7) random_numbers(c, random, -3, 3); /* for who adds up in an int */
  else random_integers(c, random, -3, 3);
  output(c, "dx", (Shape){{N, I}});
  output(c, "dw", (Shape){{I, U}});
  output(c, "db", (Shape){{U}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  const float (*x)[I] = in(c, 0), (*w)[U] = in(c, 1), *flat = in(c, 1), (*dy)[U] = in(c, 2);
  float (*dx)[I] = out(c, 0), (*dw)[U] = out(c, 1), *db = out(c, 2);
  float by = mistake == MEAN ? (float)N : 1;
  for (int n = 0; n < N; n++)
    for (int i = 0; i < I; i++) {
      begin(c, &dx[n][i]);
      float sum = 0;
      for (int u = 0; u < U; u++) sum += times(c, dy[n][u], mistake == W_NOT_TRANSPOSED ? flat[u * I + i] : w[i][u]);
      dx[n][i] = sum;
    }
  for (int i = 0; i < I; i++)
    for (int u = 0; u < U; u++) {
      begin(c, &dw[i][u]);
      float sum = 0;
      for (int n = mistake == DW_LAST_IMAGE ? N - 1 : 0; n < N; n++) sum += times(c, x[n][i], dy[n][u]);
      dw[i][u] = sum / by;
    }
  for (int u = 0; u < U; u++) {
    begin(c, &db[u]);
    float sum = 0;
    for (int n = mistake == DB_ONE_IMAGE ? N - 1 : 0; n < N; n++) sum += plus(c, dy[n][u]);
    db[u] = mistake == DB_MISSING ? 0 : sum / by;
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
static double loss(Case *c) {
  int N = c->size[0], I = c->size[1], U = c->size[2];
  const float (*x)[I] = in(c, 0), (*w)[U] = in(c, 1), (*dy)[U] = in(c, 2);
  double sum = 0;
  for (int n = 0; n < N; n++)
    for (int u = 0; u < U; u++)
      for (int i = 0; i < I; i++) sum += (double)x[n][i] * (double)w[i][u] * (double)dy[n][u];
  return sum;
}

const Check check_19 = {.cases = 8, .by_hand = "1 -1 3  1 -1 2 -2 3 -3  1 -1", .mistakes = mistakes, .make = make,
                        .answer = answer, .call = call, .library = library, .loss = loss, .slope_of = {0, 1, -1},
                        .even = true};
