/* 08: what follows the sum in a neuron. */
#include <math.h>

#include "check.h"
#include "kernels/activations.h"

enum { ABSOLUTE = 1, CLIPPED, ONLY_POSITIVE, NEGATIVES_KEPT, AS_IT_IS, LEAKY, STEP };
static const char *const mistakes[] = {"absolute", "clipped", "only_positive", "negatives_kept",
                                       "as_it_is", "leaky",   "step",          0};

static const Hand hands[] = {
    {.size = {3}, .in = {"-2 0 3"}}, {.size = {4}, .in = {"4 -1 -5 2"}}, {.size = {4}, .in = {"0.5 -0.25 2.75 -3.5"}}};

static void draw(Case *c, Draw *d) { c->size[0] = pick_size(d, 1, 60000); }

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0]}});
  output(c, "y", (Sizes){{c->size[0]}});
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0);
  float *y = out(c, 0);
  for (int m = 0; m < c->size[0]; m++) {
    begin(c, &y[m]);
    double value = (double)x[m];
    switch (mistake) {
      case ABSOLUTE:
        note(c, "|%g|", value);
        y[m] = fabsf(x[m]);
        break;
      case CLIPPED:
        note(c, "max(0, min(1, %g))", value);
        y[m] = fminf(1, fmaxf(0, x[m]));
        break;
      case NEGATIVES_KEPT:
        note(c, "min(0, %g)", value);
        y[m] = fminf(0, x[m]);
        break;
      case AS_IT_IS:
        note(c, "%g", value);
        y[m] = x[m];
        break;
      case LEAKY:
        note(c, "0.01 * %g", value);
        y[m] = x[m] > 0 ? x[m] : 0.01f * x[m];
        break;
      case STEP:
        note(c, "%g > 0", value);
        y[m] = x[m] > 0;
        break;
      case ONLY_POSITIVE:
        note(c, either("untouched", "쓰지 않음"));
        y[m] = x[m] > 0 ? x[m] : UNTOUCHED;
        break;
      default: note(c, "max(0, %g)", value); y[m] = fmaxf(0, x[m]);
    }
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(relu) *f = function;
  f(c->size[0], out(c, 0), in(c, 0));
}

static void library(Case *c) { relu_forward(c->size[0], out(c, 0), in(c, 0)); }

const Check check_08 = {.names = "count",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "0 0 3",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .exact = true};
