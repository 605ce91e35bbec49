/* 27: the spread of untrained weights. */
#include <math.h>

#include "check.h"

enum { FAN_WITHOUT_KERNEL = 1, HE, FROM_ZERO, INPUT_ONLY, NO_ROOT, INPUT_TWICE, WHOLE_AVERAGE };
static const char *const mistakes[] = {"fan_without_kernel", "he", "from_zero", "input_only", "no_root",
                                       "input_twice", "whole_average", 0};

static void make(Case *c, int number, Random *random) {
  int K = number == 0 ? 3 : random_between(random, 2, 5), C = number == 0 ? 1 : random_between(random, 2, 6);
  int F = number == 0 ? 32 : C + random_between(random, 1, 9), count = number == 0 ? 3 : 6;
  if (number == EVEN_CASE) K = C = F = 3;
  *c = (Case){.names = "K C F count", .size = {K, C, F, count}};
  input(c, "u", (Shape){{count}});
  if (number == 0) numbers(c, "0 0.5 0.75");
  else random_numbers(c, random, 0, 0.9375f);
  output(c, "w", (Shape){{count}});
}

static bool answer(Case *c, int mistake) {
  int K = c->size[0], C = c->size[1], F = c->size[2], area = mistake == FAN_WITHOUT_KERNEL ? 1 : K * K;
  const float *u = in(c, 0);
  float *w = out(c, 0), quotient = 6.0f / (float)(area * (C + F));
  if (mistake == HE) quotient = 2.0f / (float)(area * C);
  if (mistake == INPUT_ONLY) quotient = 6.0f / (float)(area * C);
  if (mistake == INPUT_TWICE) quotient = 3.0f / (float)(area * C);
  if (mistake == WHOLE_AVERAGE) quotient = 3.0f / (float)(area * (C + F) / 2);
  float limit = mistake == NO_ROOT ? quotient : sqrtf(quotient);
  for (int m = 0; m < c->size[3]; m++) {
    begin(c, &w[m]);
    note(c, mistake == FROM_ZERO ? "%.6g * %g" : "%.6g * (2*%g - 1)", (double)limit, (double)u[m]);
    w[m] = limit * (mistake == FROM_ZERO ? u[m] : 2 * u[m] - 1);
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(glorot) *f = function;
  f(c->size[0], c->size[1], c->size[2], c->size[3], out(c, 0), in(c, 0));
}

const Check check_27 = {.cases = 6, .by_hand = "-0.142134 0 0.071067", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
