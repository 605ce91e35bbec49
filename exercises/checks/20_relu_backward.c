/* 20: the gate that x sets. */
#include <stdlib.h>

#include "base/error.h"
#include "check.h"
#include "kernels/activations.h"

enum { ZERO_OPEN = 1, RELU_OF_DY, GATED_BY_DY, ALL_THROUGH, TIMES_X, INVERTED, ONE_FOR_DY, RELU_OF_X };
static const char *const mistakes[] = {
    "zero_open", "relu_of_dy", "gated_by_dy", "all_through", "times_x", "inverted", "one_for_dy", "relu_of_x", 0};

static const Hand hands[] = {{.size = {3}, .in = {"-2 0 3", "5 6 -7"}},
                             {.size = {5}, .in = {"2 0 -1 4 -3", "3 -4 5 -6 -1"}},
                             {.size = {4}, .in = {"0.5 -0.25 0 2", "1.5 -0.5 0.75 -2.25"}}};

static void draw(Case *c, Draw *d) { c->size[0] = pick_size(d, 1, 60000); }

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0]}});
  input(c, "dy", (Sizes){{c->size[0]}});
  output(c, "dx", (Sizes){{c->size[0]}});
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0), *dy = in(c, 1);
  float *dx = out(c, 0);
  for (int m = 0; m < c->size[0]; m++) {
    bool open = x[m] > 0;
    if (mistake == ZERO_OPEN) open = x[m] >= 0;
    if (mistake == RELU_OF_DY) open = dy[m] > 0;
    if (mistake == GATED_BY_DY) open = x[m] > 0 && dy[m] > 0;
    if (mistake == ALL_THROUGH) open = true;
    if (mistake == INVERTED) open = !open;
    begin(c, &dx[m]);
    if (open)
      note(c, either("x is %g: dy", "x가 %g: dy"), (double)x[m]);
    else
      note(c, either("x is %g: ", "x가 %g: "), (double)x[m]);
    float passed = mistake == ONE_FOR_DY ? 1 : mistake == RELU_OF_X ? x[m] : mistake == TIMES_X ? dy[m] * x[m] : dy[m];
    dx[m] = open ? passed : 0;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(relu_backward) *f = function;
  f(c->size[0], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) { relu_backward(c->size[0], out(c, 0), in(c, 0), in(c, 1)); }

/* sum of relu(x) * dy */
static double loss(Case *c, void *forward) {
  int count = c->size[0];
  const float *x = in(c, 0), *dy = in(c, 1);
  float *y = calloc((size_t)count, sizeof(float));
  if (!y) BUG("no memory");
  __typeof__(relu) *f = forward;
  if (f)
    f(count, y, x);
  else
    for (int m = 0; m < count; m++) y[m] = x[m] > 0 ? x[m] : 0;
  double sum = 0;
  for (int m = 0; m < count; m++) sum += (double)y[m] * (double)dy[m];
  free(y);
  return sum;
}

const Check check_20 = {.names = "count",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "0 0 -7",
                        .even = {.size = {4}, .in = {"2 -1 4 -3", "3 4 5 6"}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .loss = loss,
                        .forward = 8,
                        .slope_of = {0},
                        .kinks = true,
                        .exact = true};
