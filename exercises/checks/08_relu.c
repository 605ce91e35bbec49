/* 08: what follows the sum in a neuron. */
#include <math.h>

#include "check.h"
#include "kernels/activations.h"

enum { ABSOLUTE = 1, CLIPPED, ONLY_POSITIVE, NEGATIVES_KEPT };
static const char *const mistakes[] = {"absolute", "clipped", "only_positive", "negatives_kept", 0};

static void make(Case *c, int number, Random *random) {
  int count = number < 2 ? 3 + number : random_between(random, 5, 17);
  *c = (Case){.names = "count", .size = {count}};
  input(c, "x", (Shape){{count}});
  if (number == 0) numbers(c, "-2 0 3");
  else if (number == 1) numbers(c, "4 -1 -5 2");
  else random_numbers(c, random, -3, 4);
  output(c, "y", (Shape){{count}});
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0);
  float *y = out(c, 0);
  for (int m = 0; m < c->size[0]; m++) {
    begin(c, &y[m]);
    note(c, mistake == ABSOLUTE ? "|%g|" : mistake == CLIPPED ? "max(0, min(1, %g))" : mistake == NEGATIVES_KEPT ? "min(0, %g)" : "max(0, %g)", (double)x[m]);
    if (mistake == ABSOLUTE) y[m] = fabsf(x[m]);
    else if (mistake == CLIPPED) y[m] = fminf(1, fmaxf(0, x[m]));
    else if (mistake == NEGATIVES_KEPT) y[m] = fminf(0, x[m]);
    else if (mistake != ONLY_POSITIVE || x[m] > 0) y[m] = fmaxf(0, x[m]);
    else note(c, either("untouched", "쓰지 않음")), y[m] = UNTOUCHED;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(relu) *f = function;
  f(c->size[0], out(c, 0), in(c, 0));
}

static void library(Case *c) { relu_forward(c->size[0], out(c, 0), in(c, 0)); }

const Check check_08 = {.cases = 6, .by_hand = "0 0 3", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library};
