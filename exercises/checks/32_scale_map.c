/* 32: each map to 0..1. */
#include <math.h>

#include "check.h"

enum { CONSTANT_NAN = 1, MINIMUM_IGNORED, BY_LARGEST, ROW_BY_ROW, LARGEST_FROM_ZERO };
static const char *const mistakes[] = {"constant_nan", "minimum_ignored", "by_largest", "row_by_row", "largest_from_zero", 0};

static void make(Case *c, int number, Random *random) {
  int H = number == 0 ? 1 : random_between(random, 2, 3), W = number == 0 ? 3 : H + random_between(random, 1, 3);
  *c = (Case){.names = "H W", .size = {H, W}};
  float *x = input(c, "x", (Shape){{H, W}});
  if (number == 0) numbers(c, "2 4 6");
  else random_integers(c, random, 2, 12);
  for (int m = 0; m < H * W && (number == 2 || number == 5); m++) x[m] = 3; /* a map of equal numbers */
  for (int m = 0; m < H * W && (number == 3 || number == 6); m++) x[m] -= 20; /* all below 0 */
  output(c, "y", (Shape){{H, W}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1];
  const float (*x)[W] = in(c, 0);
  float (*y)[W] = out(c, 0), low = x[0][0], high = low;
  for (int m = 0; m < H * W; m++) low = fminf(low, x[0][m]), high = fmaxf(high, x[0][m]);
  if (mistake == LARGEST_FROM_ZERO && high < 0) high = 0;
  for (int r = 0; r < H; r++) {
    if (mistake == ROW_BY_ROW) {
      low = high = x[r][0];
      for (int q = 0; q < W; q++) low = fminf(low, x[r][q]), high = fmaxf(high, x[r][q]);
    }
    for (int q = 0; q < W; q++) {
      float from = mistake == MINIMUM_IGNORED ? 0 : low, by = mistake == MINIMUM_IGNORED || mistake == BY_LARGEST ? high : high - low;
      begin(c, &y[r][q]);
      if (by == 0 && mistake != CONSTANT_NAN) note(c, "low = high: ");
      else note(c, "(%g - %g) / %g", (double)x[r][q], (double)from, (double)by);
      y[r][q] = by == 0 && mistake != CONSTANT_NAN ? 0 : (x[r][q] - from) / by;
    }
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(scale_map) *f = function;
  f(c->size[0], c->size[1], out(c, 0), in(c, 0));
}

const Check check_32 = {.cases = 7, .by_hand = "0 0.5 1", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
