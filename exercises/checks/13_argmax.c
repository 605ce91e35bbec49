/* 13: the place of the largest. */
#include "check.h"
#include "kernels/statistics.h"

enum { VALUE = 1, FROM_ONE, LAST_OF_TIES, STARTS_AT_ZERO, SMALLEST, WHOLE_LARGEST, NEIGHBOURS };
static const char *const mistakes[] = {"value",    "from_one",      "last_of_ties", "starts_at_zero",
                                       "smallest", "whole_largest", "neighbours",   0};

static const Hand hands[] = {{.size = {10}, .in = {"0 0.1 0 0.2 0.1 0 0 0 0.6 0"}},
                             {.size = {5}, .in = {"-5 -2 -3 -2 -4"}},
                             {.size = {5}, .in = {"3 4 1 4 -2"}},
                             {.size = {5}, .in = {"-5 -8 -1 -3 -2"}},
                             {.size = {5}, .in = {"0.1 0.6 0.05 0.2 0.05"}},
                             {.size = {5}, .in = {"0.2 0.1 0.4 0.2 0.1"}}};

static void draw(Case *c, Draw *d) { c->size[0] = pick_size(d, 1, 60000); }

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0]}});
  int_output(c, "result", (Sizes){{1}});
}

static bool answer(Case *c, int mistake) {
  const float *x = in(c, 0);
  int *result = out(c, 0), best = 0;
  float largest = mistake == STARTS_AT_ZERO ? 0 : mistake == WHOLE_LARGEST ? (float)(int)x[0] : x[0];
  for (int u = 0; u < c->size[0]; u++) {
    bool better = mistake == LAST_OF_TIES ? x[u] >= largest : mistake == SMALLEST ? x[u] < largest : x[u] > largest;
    if (mistake == NEIGHBOURS) better = u > 0 && x[u] > x[u - 1];
    if (!better) continue;
    largest = mistake == WHOLE_LARGEST ? (float)(int)x[u] : x[u];
    best = u;
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

const Check check_13 = {.names = "n",
                        .hand = hands,
                        .hands = 6,
                        .by_hand = "8",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library,
                        .zeros_hint = true};
