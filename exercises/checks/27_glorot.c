/* 27: the spread of untrained weights. */
#include <float.h>
#include <math.h>

#include "check.h"

enum {
  FAN_WITHOUT_KERNEL = 1,
  HE,
  FROM_ZERO,
  INPUT_ONLY,
  NO_ROOT,
  INPUT_TWICE,
  WHOLE_AVERAGE,
  ONE_SIDE,
  WHOLE_QUOTIENT,
  HALF_WIDE
};
static const char *const mistakes[] = {
    "fan_without_kernel", "he",       "from_zero",      "input_only", "no_root", "input_twice",
    "whole_average",      "one_side", "whole_quotient", "half_wide",  0};

static const Hand hands[] = {{.size = {3, 1, 32, 3}, .in = {"0 0.5 0.75"}},
                             {.size = {2, 3, 4, 4}, .in = {"0.25 1 0.125 0.875"}},
                             {.size = {1, 2, 1, 3}, .in = {"0 0.5 1"}}};

static void draw(Case *c, Draw *d) {
  c->size[3] = pick_size(d, 1, 60000);
  c->size[0] = pick(d, 1, 7);
  c->size[1] = pick(d, 1, 64);
  c->size[2] = pick(d, 1, 128);
}

static void room(Case *c) {
  input(c, "u", (Sizes){{c->size[3]}});
  output(c, "w", (Sizes){{c->size[3]}});
}

static void fill(Case *c, Draw *d) { fractions(c, 0, d, 0, 0.99999f); }

static bool answer(Case *c, int mistake) {
  int K = c->size[0], C = c->size[1], F = c->size[2],
      area = mistake == FAN_WITHOUT_KERNEL ? 1
             : mistake == ONE_SIDE         ? K
                                           : K * K;
  const float *u = in(c, 0);
  float *w = out(c, 0);
  double quotient = 6.0 / (area * (C + F));
  if (mistake == HE) quotient = 2.0 / (area * C);
  if (mistake == INPUT_ONLY) quotient = 6.0 / (area * C);
  if (mistake == INPUT_TWICE) quotient = 3.0 / (area * C);
  if (mistake == WHOLE_AVERAGE) quotient = 3.0 / (area * (C + F) / 2);
  if (mistake == WHOLE_QUOTIENT) quotient = 6 / (area * (C + F));
  double limit = mistake == NO_ROOT ? quotient : sqrt(quotient);
  for (int m = 0; m < c->size[3]; m++) {
    begin(c, &w[m]);
    note(c,
         mistake == FROM_ZERO   ? "%.6g * %g"
         : mistake == HALF_WIDE ? "%.6g * (%g - .5)"
                                : "%.6g * (2*%g - 1)",
         limit, (double)u[m]);
    w[m] = (float)(limit * (mistake == FROM_ZERO   ? (double)u[m]
                            : mistake == HALF_WIDE ? (double)u[m] - 0.5
                                                   : 2 * (double)u[m] - 1));
    within(c, 4 * (double)FLT_EPSILON * limit);
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(glorot) *f = function;
  f(c->size[0], c->size[1], c->size[2], c->size[3], out(c, 0), in(c, 0));
}

const Check check_27 = {.names = "K C F count",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "-0.142134 0 0.071067",
                        .even = {.size = {3, 3, 3, 6}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call};
