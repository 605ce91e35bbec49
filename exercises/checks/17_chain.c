/* 17: the chain rule through one neuron. */
#include "check.h"

enum { INNER_MISSING = 1, TWO_MISSING, DX_BY_X, SIGN, BIAS_LEFT_OUT, DIFFERENCE_MISSING, STILL_SQUARED };
static const char *const mistakes[] = {"inner_missing", "two_missing", "dx_by_x", "sign", "bias_left_out",
                                       "difference_missing", "still_squared", 0};

static void make(Case *c, int number, Random *random) {
  (void)random;
  static const char *const values[] = {"2 3 -1 4", "-1 4 3 2", "3 2 -2 1", "4 -2 1 -3", "5 1 2 4", "1.5 -2 0.25 1"};
  *c = (Case){0};
  input(c, "x w b t", (Shape){{4}});
  numbers(c, values[number]);
  output(c, "dw", (Shape){{1}});
  output(c, "db", (Shape){{1}});
  output(c, "dx", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  const float *v = in(c, 0);
  float x = v[0], w = v[1], b = mistake == BIAS_LEFT_OUT ? 0 : v[2], t = v[3];
  float d = w * x + b - t, dy = (mistake == TWO_MISSING ? 1 : 2) * d;
  if (mistake == SIGN) dy = -dy;
  if (mistake == DIFFERENCE_MISSING) dy = 2;
  if (mistake == STILL_SQUARED) dy = dy * d;
  float *dw = out(c, 0), *db = out(c, 1), *dx = out(c, 2);
  begin(c, dw);
  *dw = mistake == INNER_MISSING ? plus(c, dy) : times(c, dy, x);
  begin(c, db);
  *db = plus(c, dy);
  begin(c, dx);
  *dx = mistake == INNER_MISSING ? plus(c, dy) : times(c, dy, mistake == DX_BY_X ? x : w);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(chain) *f = function;
  const float *v = in(c, 0);
  f(out(c, 0), out(c, 1), out(c, 2), v[0], v[1], v[2], v[3]);
}

static double loss(Case *c) {
  const float *v = in(c, 0);
  double d = (double)v[1] * (double)v[0] + (double)v[2] - (double)v[3];
  return d * d;
}

/* the inputs lie in one array: dw, db, dx are its slopes at 1, 2, 0; measured here, not by the engine */
static void library(Case *c) {
  static const int place[3] = {1, 2, 0};
  float *v = in(c, 0);
  for (int o = 0; o < 3; o++) {
    float before = v[place[o]];
    v[place[o]] = before + 0.5f;
    double up = loss(c);
    v[place[o]] = before - 0.5f;
    *(float *)out(c, o) = (float)(up - loss(c)); /* the loss is a square: the central difference is exact */
    v[place[o]] = before;
  }
}

const Check check_17 = {.cases = 6, .by_hand = "4 2 6", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library};
