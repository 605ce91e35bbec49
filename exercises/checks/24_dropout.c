/* 24: inverted scaling with given draws. */
#include <string.h>

#include "check.h"
#include "kernels/dropout.h"

enum { UNSCALED = 1, MULTIPLIED, ALWAYS_ON, BY_RATE, OTHER_HALF, SCALED_IN_USE };
static const char *const mistakes[] = {"unscaled", "multiplied", "always_on", "by_rate", "other_half", "scaled_in_use", 0};

static void make(Case *c, int number, Random *random) {
  int count = number == 0 ? 2 : number == 1 ? 4 : random_between(random, 5, 13);
  *c = (Case){.names = "count training", .size = {count, number != 2 && number != 5},
               .note = number == 0 ? "rate 0.4" : number < 3 ? "rate 0.25" : "rate 0.3"};
  c->number[0] = number == 0 ? 0.4f : number < 3 ? 0.25f : 0.3f;
  input(c, "x", (Shape){{count}});
  if (number == 0) numbers(c, "3 3");
  else random_integers(c, random, -6, 9);
  input(c, "u", (Shape){{count}});
  if (number == 0) numbers(c, "0.1 0.5");
  else random_numbers(c, random, 0, 0.9375f);
  if (number == 1) numbers(c, "0.1 0.5 0.25 0.3125"); /* 0.25 is not below 0.25 */
  output(c, "y", (Shape){{count}});
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0), *u = in(c, 1);
  float *y = out(c, 0), rate = c->number[0];
  bool training = c->size[1] || mistake == ALWAYS_ON;
  for (int m = 0; m < c->size[0]; m++) {
    bool dropped = mistake == OTHER_HALF ? u[m] >= rate : u[m] < rate;
    begin(c, &y[m]);
    if (!training) {
      note(c, mistake == SCALED_IN_USE ? "%g * (1 - rate)" : "%g", (double)x[m]);
      y[m] = mistake == SCALED_IN_USE ? x[m] * (1 - rate) : x[m];
    } else if (dropped) {
      note(c, mistake == OTHER_HALF ? "u %.4g >= %g: " : "u %.4g < %g: ", (double)u[m], (double)rate);
      y[m] = 0;
    } else {
      float by = mistake == UNSCALED ? 1 : mistake == MULTIPLIED ? 1 / (1 - rate) : mistake == BY_RATE ? rate : 1 - rate;
      note(c, "%g / %.4g", (double)x[m], (double)by);
      y[m] = x[m] / by;
    }
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(dropout) *f = function;
  f(c->size[0], c->number[0], c->size[1], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) {
  if (c->size[1]) dropout_forward(c->size[0], c->number[0], out(c, 0), in(c, 0), in(c, 1));
  else memcpy(out(c, 0), in(c, 0), (size_t)c->size[0] * sizeof(float));
}

const Check check_24 = {.cases = 8, .by_hand = "0 5", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library};
