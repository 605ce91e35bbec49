/* 13: the place of the largest. */
#include "check.h"
#include "kernels/statistics.h"

enum { VALUE = 1, FROM_ONE, LAST_OF_TIES, STARTS_AT_ZERO, SMALLEST, WHOLE_LARGEST };
static const char *const mistakes[] = {"value", "from_one", "last_of_ties", "starts_at_zero", "smallest", "whole_largest", 0};

static void make(Case *c, int number, Random *random) {
  int count = number == 0 ? 10 : number < 6 ? 5 : random_between(random, 6, 12);
  *c = (Case){.names = "n", .size = {count}};
  input(c, "x", (Shape){{count}});
  if (number == 0) numbers(c, "0 0.1 0 0.2 0.1 0 0 0 0.6 0");
  else if (number == 1) numbers(c, "-5 -2 -3 -2 -4");
  else if (number == 2) numbers(c, "3 4 1 4 -2");
  else if (number == 3) numbers(c, "-5 -8 -1 -3 -2");
  else if (number == 4) numbers(c, "0.1 0.6 0.05 0.2 0.05");
  else if (number == 5) numbers(c, "0.2 0.1 0.4 0.2 0.1");
  else if (number % 2 == 0) random_numbers(c, random, -0.25f, 0.9375f);
  else random_integers(c, random, -9, -1);
  int_output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0);
  int *result = out(c, 0), best = 0;
  float largest = mistake == STARTS_AT_ZERO ? 0 : mistake == WHOLE_LARGEST ? (float)(int)x[0] : x[0];
  for (int u = 0; u < c->size[0]; u++) {
    bool better = mistake == LAST_OF_TIES ? x[u] >= largest : mistake == SMALLEST ? x[u] < largest : x[u] > largest;
    if (better) largest = mistake == WHOLE_LARGEST ? (float)(int)x[u] : x[u], best = u;
  }
  begin(c, result);
  note(c, either("%g at index ", "%g의 인덱스 "), (double)x[best]);
  *result = mistake == VALUE ? (int)largest : mistake == FROM_ONE ? best + 1 : best;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(argmax) *f = function;
  *(int *)out(c, 0) = f(c->size[0], in(c, 0));
}

static void library(Case *c) { *(int *)out(c, 0) = argmax(c->size[0], in(c, 0)); }

const Check check_13 = {.cases = 10, .by_hand = "8", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .library = library, .zeros_hint = true};
