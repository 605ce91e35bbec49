/* 36: four products for six. */
#include <math.h>

#include "check.h"

enum { SIGN_OF_LAST = 1, HALVES_FORGOTTEN, SWAPPED, WHOLE_HALVES, LAST_FROM_FIRST };
static const char *const mistakes[] = {"sign_of_last", "halves_forgotten", "swapped", "whole_halves", "last_from_first", 0};

static void make(Case *c, int number, Random *random) {
  *c = (Case){.names = ""};
  input(c, "d", (Shape){{4}});
  if (number == 0) numbers(c, "1 2 3 4");
  else random_integers(c, random, -4, 6);
  input(c, "g", (Shape){{3}});
  if (number == 0) numbers(c, "1 2 3");
  else random_integers(c, random, -3, 5);
  output(c, "m", (Shape){{4}});
  output(c, "y", (Shape){{2}});
}

static bool answer(Case *c, int mistake) {
  const float *d = in(c, 0), *g = in(c, 1);
  float *m = out(c, 0), *y = out(c, 1), half = mistake == HALVES_FORGOTTEN ? 1 : 0.5f;
  int one = mistake == SWAPPED ? 2 : 1, two = 3 - one;
  begin(c, &m[0]);
  m[0] = times(c, d[0] - d[2], g[0]);
  begin(c, &m[one]);
  float sum = half * (g[0] + g[1] + g[2]), other = half * (g[0] - g[1] + g[2]);
  if (mistake == WHOLE_HALVES) sum = truncf(sum), other = truncf(other);
  m[one] = (d[1] + d[2]) * sum;
  if (mistake == WHOLE_HALVES || half == 1) note(c, "%g*%g", (double)(d[1] + d[2]), (double)sum);
  else note(c, "%g*%g/2", (double)(d[1] + d[2]), (double)(g[0] + g[1] + g[2]));
  begin(c, &m[two]);
  m[two] = (d[2] - d[1]) * other;
  if (mistake == WHOLE_HALVES || half == 1) note(c, "%g*%g", (double)(d[2] - d[1]), (double)other);
  else note(c, "%g*%g/2", (double)(d[2] - d[1]), (double)(g[0] - g[1] + g[2]));
  begin(c, &m[3]);
  m[3] = times(c, mistake == LAST_FROM_FIRST ? d[0] - d[2] : d[1] - d[3], g[2]);
  begin(c, &y[0]);
  y[0] = plus(c, m[0]) + plus(c, m[1]) + plus(c, m[2]);
  begin(c, &y[1]);
  float last = mistake == SIGN_OF_LAST ? m[3] : -m[3];
  y[1] = plus(c, m[1]) + plus(c, -m[2]) + plus(c, last);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(winograd_1d) *f = function;
  f(out(c, 0), out(c, 1), in(c, 0), in(c, 1));
}

const Check check_36 = {.cases = 7, .by_hand = "-2 15 1 -6  14 20", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
