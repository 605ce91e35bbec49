/* 36: four products for six. */
#include <float.h>
#include <math.h>

#include "check.h"

enum {
  SIGN_OF_LAST = 1,
  HALVES_FORGOTTEN,
  SWAPPED,
  WHOLE_HALVES,
  LAST_FROM_FIRST,
  HALF_IS_ZERO,
  ONE_HALF,
  SIGN_OF_TWO,
  FIRST_SIGN
};
static const char *const mistakes[] = {"sign_of_last",
                                       "halves_forgotten",
                                       "swapped",
                                       "whole_halves",
                                       "last_from_first",
                                       "half_is_zero",
                                       "one_half_forgotten",
                                       "sign_of_two",
                                       "first_difference_turned",
                                       0};

static const Hand hands[] = {
    {.in = {"1 2 3 4", "1 2 3"}}, {.in = {"2 -1 3 0", "2 1 4"}}, {.in = {"0.5 1.25 -3 2", "1 -0.5 0.25"}}};

static void draw(Case *c, Draw *d) {
  (void)c;
  (void)d;
}

static void room(Case *c) {
  input(c, "d", (Sizes){{4}});
  input(c, "g", (Sizes){{3}});
  output(c, "m", (Sizes){{4}});
  output(c, "y", (Sizes){{2}});
}

static bool answer(Case *c, int mistake) {
  const float *d_in = in(c, 0), *g_in = in(c, 1);
  double d[4], g[3], p[4];
  float *m = out(c, 0), *y = out(c, 1);
  for (int i = 0; i < 4; i++) d[i] = (double)d_in[i];
  for (int i = 0; i < 3; i++) g[i] = (double)g_in[i];
  int one = mistake == SWAPPED ? 2 : 1, two = 3 - one;
  double half = mistake == HALVES_FORGOTTEN ? 1 : mistake == HALF_IS_ZERO ? 0 : 0.5, eps = 8 * (double)FLT_EPSILON;
  double sum = half * (g[0] + g[1] + g[2]), other = (mistake == ONE_HALF ? 1 : half) * (g[0] - g[1] + g[2]);
  if (mistake == WHOLE_HALVES) {
    sum = trunc(sum);
    other = trunc(other);
  }
  double size = eps * (fabs(d[1]) + fabs(d[2])) * (fabs(g[0]) + fabs(g[1]) + fabs(g[2]));
  double first = eps * (fabs(d[0]) + fabs(d[2])) * fabs(g[0]), last = eps * (fabs(d[1]) + fabs(d[3])) * fabs(g[2]);
  begin(c, &m[0]);
  p[0] = times(c, mistake == FIRST_SIGN ? d[2] - d[0] : d[0] - d[2], g[0]);
  within(c, first);
  m[0] = (float)p[0];
  bool no_half = mistake == WHOLE_HALVES || half != 0.5;
  begin(c, &m[one]);
  p[one] = (d[1] + d[2]) * sum;
  within(c, size);
  if (no_half)
    note(c, "%g*%g", d[1] + d[2], sum);
  else
    note(c, "%g*%g/2", d[1] + d[2], g[0] + g[1] + g[2]);
  m[one] = (float)p[one];
  begin(c, &m[two]);
  p[two] = (mistake == SIGN_OF_TWO ? d[1] - d[2] : d[2] - d[1]) * other;
  within(c, size);
  if (no_half)
    note(c, "%g*%g", d[2] - d[1], other);
  else
    note(c, "%g*%g/2", d[2] - d[1], g[0] - g[1] + g[2]);
  m[two] = (float)p[two];
  begin(c, &m[3]);
  p[3] = times(c, mistake == LAST_FROM_FIRST ? d[0] - d[2] : d[1] - d[3], g[2]);
  within(c, last);
  m[3] = (float)p[3];
  begin(c, &y[0]);
  y[0] = (float)(plus(c, p[0]) + plus(c, p[1]) + plus(c, p[2]));
  within(c, first + 2 * size);
  begin(c, &y[1]);
  y[1] = (float)(plus(c, p[1]) + plus(c, -p[2]) + plus(c, mistake == SIGN_OF_LAST ? p[3] : -p[3]));
  within(c, last + 2 * size);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(winograd_1d) *f = function;
  f(out(c, 0), out(c, 1), in(c, 0), in(c, 1));
}

const Check check_36 = {.hand = hands,
                        .hands = 3,
                        .by_hand = "-2 15 1 -6  14 20",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call};
