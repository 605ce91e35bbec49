/* 20: the gate that x sets. */
#include "check.h"
#include "kernels/activations.h"

enum { ZERO_OPEN = 1, RELU_OF_DY, GATED_BY_DY, ALL_THROUGH, TIMES_X };
static const char *const mistakes[] = {"zero_open", "relu_of_dy", "gated_by_dy", "all_through", "times_x", 0};

static void make(Case *c, int number, Random *random) {
  int count = number == 0 ? 3 : number == 1 ? 5 : number == EVEN_CASE ? 4 : random_between(random, 6, 14);
  *c = (Case){.names = "count", .size = {count}};
  input(c, "x", (Shape){{count}});
  if (number == 0) numbers(c, "-2 0 3");
  else if (number == 1) numbers(c, "2 0 -1 4 -3");
  else if (number == EVEN_CASE) numbers(c, "2 -1 4 -3");
  else if (number % 2) random_numbers(c, random, -3, 3);
  else random_integers(c, random, -3, 3);
  input(c, "dy", (Shape){{count}});
  if (number == 0) numbers(c, "5 6 -7");
  else if (number == 1) numbers(c, "3 -4 5 -6 -1");
  else if (number == EVEN_CASE) numbers(c, "3 4 5 6");
  else random_integers(c, random, -9, 9);
  output(c, "dx", (Shape){{count}});
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
    begin(c, &dx[m]);
    if (open) note(c, either("x is %g: dy", "x가 %g: dy"), (double)x[m]);
    else note(c, either("x is %g: ", "x가 %g: "), (double)x[m]);
    dx[m] = open ? dy[m] * (mistake == TIMES_X ? x[m] : 1) : 0;
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(relu_backward) *f = function;
  f(c->size[0], out(c, 0), in(c, 0), in(c, 1));
}

static void library(Case *c) { relu_backward(c->size[0], out(c, 0), in(c, 0), in(c, 1)); }

/* sum of relu(x) * dy */
static double loss(Case *c) {
  const float *x = in(c, 0), *dy = in(c, 1);
  double sum = 0;
  for (int m = 0; m < c->size[0]; m++) sum += x[m] > 0 ? (double)x[m] * (double)dy[m] : 0;
  return sum;
}

const Check check_20 = {.cases = 7, .by_hand = "0 0 -7", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library, .loss = loss, .slope_of = {0}, .kinks = true, .even = true};
