/* 24: inverted scaling with given draws. */
#include <float.h>
#include <math.h>
#include <string.h>

#include "check.h"
#include "kernels/dropout.h"

enum {
  UNSCALED = 1,
  MULTIPLIED,
  ALWAYS_ON,
  BY_RATE,
  OTHER_HALF,
  SCALED_IN_USE,
  EQUAL_DROPPED,
  WHOLE_SCALE,
  ZERO_IN_USE,
  INVERTED
};
static const char *const mistakes[] = {
    "unscaled",    "multiplied",  "always_on",         "by_rate", "other_half", "scaled_in_use", "equal_dropped",
    "whole_scale", "zero_in_use", "training_inverted", 0};

static const Hand hands[] = {
    {.size = {2, 1}, .number = {0.4f}, .in = {"3 3", "0.1 0.5"}},
    {.size = {4, 1}, .number = {0.25f}, .in = {"3 -6 4.5 9", "0.1 0.5 0.25 0.3125"}}, /* .25 is not below .25 */
    {.size = {3, 0}, .number = {0.25f}, .in = {"1.5 -2 7", "0.1 0.9 0.5"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 60000);
  c->size[1] = pick(d, 0, 3) > 0;
  c->number[0] = (float[]){0.4f, 0.5f, 0.25f, 0.3f, 0.1f, 0.75f, 0, 0.9f}[pick(d, 0, 7)];
}

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0]}});
  input(c, "u", (Sizes){{c->size[0]}});
  output(c, "y", (Sizes){{c->size[0]}});
}

/* some draws are the rate itself */
static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  fractions(c, 1, d, 0, 0.9999f);
  for (int m = 0; m < c->size[0]; m += 5) ((float *)in(c, 1))[m] = c->number[0];
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0), *u = in(c, 1);
  float *y = out(c, 0), rate = c->number[0];
  bool training = mistake == INVERTED ? !c->size[1] : c->size[1] || mistake == ALWAYS_ON;
  double keep = 1 - (double)rate;
  for (int m = 0; m < c->size[0]; m++) {
    bool dropped = mistake == OTHER_HALF ? u[m] >= rate : mistake == EQUAL_DROPPED ? u[m] <= rate : u[m] < rate;
    double value = (double)x[m];
    begin(c, &y[m]);
    if (!training) {
      note(c, mistake == SCALED_IN_USE ? "%g * (1 - rate)" : "%g", value);
      if (mistake == SCALED_IN_USE) value *= keep;
      if (mistake == ZERO_IN_USE) value = 0;
    } else if (dropped) {
      note(c, mistake == OTHER_HALF ? "u %.4g >= %g: " : "u %.4g < %g: ", (double)u[m], (double)rate);
      value = 0;
    } else {
      double by = mistake == UNSCALED ? 1 : mistake == MULTIPLIED ? 1 / keep : mistake == BY_RATE ? (double)rate : keep;
      if (mistake == WHOLE_SCALE) by = 1 / trunc(1 / keep);
      note(c, "%g / %.4g", value, by);
      if (by == 0) return false;
      value /= by;
      within(c, fabs(value) * (double)FLT_EPSILON * (4 + 1 / keep));
    }
    y[m] = (float)value;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(dropout) *f = function;
  f(c->size[0], c->number[0], c->size[1], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) {
  if (c->size[1])
    dropout_forward(c->size[0], c->number[0], out(c, 0), in(c, 0), in(c, 1));
  else
    memcpy(out(c, 0), in(c, 0), (size_t)c->size[0] * sizeof(float));
}

const Check check_24 = {.names = "count training",
                        .number_names = "rate",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "0 5",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .library = library};
