/* 17: the chain rule through one neuron. */
#include <float.h>
#include <math.h>

#include "check.h"

enum {
  INNER_MISSING = 1,
  TWO_MISSING,
  DX_BY_X,
  SIGN,
  BIAS_LEFT_OUT,
  DIFFERENCE_MISSING,
  STILL_SQUARED,
  DB_BY_B,
  TARGET_LEFT_OUT,
  ABSOLUTE
};
static const char *const mistakes[] = {
    "inner_missing", "two_missing",     "dx_by_x",  "sign", "bias_left_out", "difference_missing", "still_squared",
    "db_by_b",       "target_left_out", "absolute", 0};

static const Hand hands[] = {{.in = {"2 3 -1 4"}},  {.in = {"-1 4 3 2"}}, {.in = {"3 2 -2 1"}},
                             {.in = {"4 -2 1 -3"}}, {.in = {"5 1 2 4"}},  {.in = {"1.5 -2 0.25 1"}}};

static void draw(Case *c, Draw *d) {
  (void)c;
  (void)d;
}

static void room(Case *c) {
  input(c, "x w b t", (Sizes){{4}});
  output(c, "dw", (Sizes){{1}});
  output(c, "db", (Sizes){{1}});
  output(c, "dx", (Sizes){{1}});
}

static bool answer(Case *c, int mistake) {
  const float *v = in(c, 0);
  double x = (double)v[0], w = (double)v[1], b = mistake == BIAS_LEFT_OUT ? 0 : (double)v[2];
  double t = mistake == TARGET_LEFT_OUT ? 0 : (double)v[3], d = w * x + b - t,
         dy = (mistake == TWO_MISSING ? 1 : 2) * d;
  double off = 8 * (double)FLT_EPSILON * (fabs(w * x) + fabs(b) + fabs(t)); /* of dy */
  if (mistake == SIGN) dy = -dy;
  if (mistake == DIFFERENCE_MISSING) dy = 2;
  if (mistake == STILL_SQUARED) dy = dy * d;
  if (mistake == ABSOLUTE) dy = fabs(dy);
  float *dw = out(c, 0), *db = out(c, 1), *dx = out(c, 2);
  begin(c, dw);
  *dw = (float)(mistake == INNER_MISSING ? plus(c, dy) : times(c, dy, x));
  within(c, off * fabs(x) + 1e-30);
  begin(c, db);
  *db = (float)(mistake == DB_BY_B ? times(c, dy, b) : plus(c, dy));
  within(c, off + 1e-30);
  begin(c, dx);
  double by = mistake == DX_BY_X ? x : w;
  *dx = (float)(mistake == INNER_MISSING ? plus(c, dy) : times(c, dy, by));
  within(c, off * fabs(by) + 1e-30);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(chain) *f = function;
  const float *v = in(c, 0);
  f(out(c, 0), out(c, 1), out(c, 2), v[0], v[1], v[2], v[3]);
}

static double loss(Case *c, void *forward) {
  (void)forward;
  const float *v = in(c, 0);
  double d = (double)v[1] * (double)v[0] + (double)v[2] - (double)v[3];
  return d * d;
}

/* the inputs lie in one array: dw, db, dx are its slopes at 1, 2, 0 */
static const int places[] = {1, 2, 0};

const Check check_17 = {.hand = hands,
                        .hands = 6,
                        .by_hand = "4 2 6",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .loss = loss,
                        .slope_of = {0, 0, 0},
                        .slope_at = places};
