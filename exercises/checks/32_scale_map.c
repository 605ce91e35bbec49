/* 32: each map to 0..1. */
#include <float.h>
#include <math.h>

#include "check.h"

enum {
  CONSTANT_NAN = 1,
  MINIMUM_IGNORED,
  BY_LARGEST,
  ROW_BY_ROW,
  ONE_RANGE,
  CARRIED_ON,
  SQUARE_RANGE,
  LARGEST_FROM_ZERO,
  LOW_FROM_ZERO,
  ELSE_IF,
  CONSTANT_ONE,
  WHOLE,
  INVERTED
};
static const char *const mistakes[] = {
    "constant_nan",      "minimum_ignored", "by_largest", "row_by_row",   "one_range",   "carried_on", "square_range",
    "largest_from_zero", "low_from_zero",   "else_if",    "constant_one", "whole_range", "inverted",   0};

static const Hand hands[] = {{.size = {1, 3, 1}, .in = {"2 4 6"}},
                             {.size = {2, 3, 2}, .in = {"2 30 5 31.5 9 24  4 22 7.5 25 3 28"}},
                             {.size = {2, 3, 2}, .in = {"3 5 3 6 3 2  3 8 3 4 3 7.5"}},
                             {.size = {2, 3, 1}, .in = {"-2 -5.5 -9  -4 -3 -7"}},
                             {.size = {1, 4, 1}, .in = {"1 2 3 4.5"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 100);
  c->size[1] = pick_size(d, 1, 100);
  c->size[2] = pick_size(d, 1, 64);
}

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0], c->size[1], c->size[2]}});
  output(c, "y", (Sizes){{c->size[0], c->size[1], c->size[2]}});
}

/* widens low..high by so many columns of map f: of its row `row`, or with -1 of all rows */
static void widen(const Case *c, int f, int row, int columns, bool else_if, float *low, float *high) {
  int H = c->size[0], W = c->size[1], F = c->size[2];
  const float(*x)[W][F] = in(c, 0);
  for (int r = 0; r < H; r++)
    for (int q = 0; q < columns && (row < 0 || r == row); q++) {
      float value = x[r][q][f];
      bool lower = value < *low;
      if (lower) *low = value;
      if (value > *high && !(lower && else_if)) *high = value;
    }
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], F = c->size[2];
  const float(*x)[W][F] = in(c, 0);
  float(*y)[W][F] = out(c, 0);
  if (mistake == SQUARE_RANGE && H > W) return false;
  for (int f = 0; f < F; f++) {
    float low = x[0][0][f], high = low;
    if (mistake == LOW_FROM_ZERO && low > 0) low = 0;
    if (mistake == ELSE_IF) { /* the search begins behind all numbers */
      low = FLT_MAX;
      high = -FLT_MAX;
    }
    if (mistake != ROW_BY_ROW) widen(c, f, -1, mistake == SQUARE_RANGE ? H : W, mistake == ELSE_IF, &low, &high);
    for (int g = 0; g < F; g++)
      if (mistake == ONE_RANGE || (mistake == CARRIED_ON && g < f)) widen(c, g, -1, W, false, &low, &high);
    if (mistake == MINIMUM_IGNORED && high < 0) return false; /* by the largest, or by nothing: two ways */
    if (mistake == LARGEST_FROM_ZERO && high < 0) high = 0;
    for (int r = 0; r < H; r++) {
      if (mistake == ROW_BY_ROW) {
        low = high = x[r][0][f];
        widen(c, f, r, W, false, &low, &high);
      }
      double from = mistake == MINIMUM_IGNORED ? 0 : (double)low;
      double by = mistake == MINIMUM_IGNORED || mistake == BY_LARGEST ? (double)high : (double)high - (double)low;
      bool constant = mistake == ELSE_IF ? high == low : by == 0;
      for (int q = 0; q < W; q++) {
        double value = ((double)x[r][q][f] - from) / by;
        if (constant && mistake != CONSTANT_NAN) value = mistake == CONSTANT_ONE;
        if (mistake == WHOLE) value = constant ? 0 : trunc(value);
        if (mistake == INVERTED && !constant) value = 1 - value;
        begin(c, &y[r][q][f]);
        if (constant && mistake != CONSTANT_NAN)
          note(c, "low = high: ");
        else
          note(c, "(%g - %g) / %g", (double)x[r][q][f], from, by);
        if (isfinite(value) && !constant)
          within(c,
                 4 * (double)FLT_EPSILON * (fabs(value) + (fabs((double)low) + fabs((double)high)) / fabs(by) * 0.5));
        y[r][q][f] = (float)value;
      }
    }
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(scale_map) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0));
}

const Check check_32 = {.names = "H W F",
                        .hand = hands,
                        .hands = 5,
                        .by_hand = "0 0.5 1",
                        .even = {.size = {3, 3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call};
