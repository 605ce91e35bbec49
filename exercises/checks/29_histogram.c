/* 29: bins of equal width; edges as exact as double is. */
#include <float.h>
#include <math.h>

#include "check.h"
#include "kernels/statistics.h"

enum {
  MAXIMUM_FALLS_OUT = 1,
  ROUNDS,
  FROM_ZERO,
  RIGHT_EDGE,
  INTEGER_WIDTH,
  ELSE_IF,
  FLOAT_WIDTH,
  TO_ZERO,
  NOT_CLEARED_RETURN
};
static const char *const mistakes[] = {"maximum_falls_out", "rounds",  "from_zero",   "right_edge",
                                       "integer_width",     "else_if", "float_width", "largest_from_zero",
                                       "returns_count",     0};

static const Hand hands[] = {{.size = {5, 4}, .in = {"1 2 2 3 5"}},
                             {.size = {7, 4}, .in = {"1.5 7.5 3 4.5 2.25 6 7.5"}},
                             {.size = {8, 8}, .in = {"3 15 6 7.5 9 3.75 12 4.5"}},
                             {.size = {7, 4}, .in = {"-7.5 -1.5 -6 -4.5 -3 -2.25 -7.5"}},
                             {.size = {5, 4}, .in = {"5 3 2 2 1"}},
                             {.size = {5, 4}, .in = {"9 7 3 1 8"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 2, 3000);
  c->size[1] = pick_size(d, 1, 100);
}

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0]}});
  int_output(c, "count", (Sizes){{c->size[1]}});
  double_output(c, "edge", (Sizes){{c->size[1] + 1}});
  int_output(c, "result", (Sizes){{1}});
}

/* Not all equal. A number on an edge belongs to the bin behind it when the edge can be computed exactly: steps of 1/8 and
   2, 4, 8 bins; else no number is so near to an edge that the way of computing it decides. */
static void derive(Case *c) {
  int n = c->size[0], bins = c->size[1];
  float *x = in(c, 0), low = x[0], high = x[0];
  for (int m = 0; m < n; m++) {
    low = fminf(low, x[m]);
    high = fmaxf(high, x[m]);
  }
  if (low == high) {
    high = low + fmaxf(1, fabsf(low));
    x[n - 1] = high;
  }
  bool exact = (bins & (bins - 1)) == 0 && bins <= 8;
  for (int m = 0; m < n; m++) exact = exact && x[m] * 8 == floorf(x[m] * 8) && fabsf(x[m]) < 1e5f;
  double wide = ((double)high - (double)low) / bins;
  exact = exact && wide * 64 == floor(wide * 64) && floor(log2(wide)) == log2(wide);
  for (int m = 0; m < n && !exact; m++) {
    double place = ((double)x[m] - (double)low) / wide;
    bool edge = fabs(place - round(place)) < 1e-3;
    if (edge && x[m] != low && x[m] != high)
      x[m] = (float)((double)low + (floor(place) + (place < bins - 1 ? 0.5 : -0.5)) * wide);
    place = ((double)x[m] - (double)low) / wide;
    if (fabs(place - round(place)) < 1e-4 && x[m] != low) x[m] = high;
  }
}

static bool answer(Case *c, int mistake) {
  int n = c->size[0], bins = c->size[1], *count = out(c, 0);
  const float *x = in(c, 0);
  double *edge = out(c, 1), low = (double)x[0], high = (double)x[0];
  if (mistake == ELSE_IF) { /* the search begins behind all numbers */
    low = (double)FLT_MAX;
    high = -low;
  }
  for (int m = 0; m < n; m++) {
    bool lower = (double)x[m] < low;
    if (lower) low = (double)x[m];
    if ((double)x[m] > high && !(lower && mistake == ELSE_IF)) high = (double)x[m];
  }
  if (high < low) return false;
  if (mistake == FROM_ZERO && high < 0) return false; /* 0, or the smaller of 0 and x: two ways */
  if (mistake == FROM_ZERO) low = 0;
  if (mistake == TO_ZERO && high < 0) high = 0;
  double wide = (high - low) / bins;
  if (mistake == FLOAT_WIDTH) wide = (double)(((float)high - (float)low) / (float)bins);
  if (mistake == INTEGER_WIDTH) wide = floor(wide);
  if (wide == 0) return false;
  *(int *)out(c, 2) = mistake == NOT_CLEARED_RETURN ? n : 0;
  for (int b = 0; b <= bins; b++) {
    begin(c, &edge[b]);
    note(c, "%.9g + %d * %.9g", low, b, wide);
    edge[b] = low + b * wide;
    within(c, 1e-12 * (fabs(low) + fabs(high)) + 1e-300);
  }
  for (int b = 0; b < bins; b++) {
    begin(c, &count[b]);
    const char *words = b == bins - 1 ? "%g <= x <= %g: " : "%g <= x < %g: ";
    note(c, mistake == RIGHT_EDGE ? "%g < x <= %g: " : words, low + b * wide, low + (b + 1) * wide);
    count[b] = 0;
  }
  for (int m = 0; m < n; m++) {
    double place = ((double)x[m] - low) / wide;
    int b = mistake == ROUNDS ? (int)(place + 0.5) : mistake == RIGHT_EDGE ? (int)ceil(place) - 1 : (int)place;
    if (b < 0) b = 0;
    if (b >= bins && mistake == MAXIMUM_FALLS_OUT) continue;
    count[b < bins ? b : bins - 1]++;
  }
  return true;
}

static void run(Case *c, __typeof__(histogram) *f) {
  *(int *)out(c, 2) = f(c->size[0], c->size[1], out(c, 0), out(c, 1), in(c, 0));
}
static void call(Case *c, void *function) { run(c, function); }
static void library(Case *c) { run(c, histogram); }

const Check check_29 = {.names = "n bins",
                        .hand = hands,
                        .hands = 6,
                        .by_hand = "1 2 1 1  1 2 3 4 5  0",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .derive = derive,
                        .answer = answer,
                        .call = call,
                        .library = library};
