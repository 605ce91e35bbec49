/* 26: when to stop, and whose weights. */
#include <math.h>

#include "check.h"

enum {
  ONE_LATER = 1,
  EQUAL_IS_BETTER,
  KEEPS_LAST,
  RISING_IN_A_ROW,
  FROM_ZERO,
  WAITS_ADD_UP,
  PATIENCE_BACK,
  ONE_SOONER,
  NEVER_STOPS,
  BEST_OF_ALL,
  LAST_BEST,
  STOPS_AT_BEST
};
static const char *const mistakes[] = {"one_later",
                                       "equal_is_better",
                                       "keeps_last",
                                       "rising_in_a_row",
                                       "from_zero",
                                       "waits_add_up",
                                       "patience_back",
                                       "one_sooner",
                                       "never_stops",
                                       "best_of_all",
                                       "last_of_equals",
                                       "stops_at_best",
                                       0};

static const Hand hands[] = {
    {.size = {6, 2}, .in = {".30 .25 .27 .28 .20 .19"}},          {.size = {5, 2}, .in = {".5 .4 .3 .2 .1"}},
    {.size = {7, 2}, .in = {".30 .25 .25 .25 .24 .26 .27"}},      {.size = {8, 2}, .in = {".5 .3 .4 .35 .2 .1 .2 .3"}},
    {.size = {7, 3}, .in = {".4 .3 .35 .33 .36 .2 .1"}},          {.size = {5, 1}, .in = {".4 .4 .3 .2 .1"}},
    {.size = {9, 3}, .in = {".9 .5 .8 .7 .45 .6 .5 .55 .3"}},     {.size = {4, 3}, .in = {".3 .4 .2 .25"}},
    {.size = {8, 2}, .in = {"2.3 2.1 2.2 1.9 1.95 1.8 1.85 1.9"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 60);
  c->size[1] = pick(d, 1, 10);
}

static void room(Case *c) {
  input(c, "val_loss", (Sizes){{c->size[0]}});
  int_output(c, "result", (Sizes){{1}});
  int_output(c, "kept", (Sizes){{1}});
}

/* losses that fall, more or less; equal ones; some that differ in the last bit alone; small and large ones */
static void fill(Case *c, Draw *d) {
  int kind = pick(d, 0, 4);
  float *loss = in(c, 0);
  if (kind == 3)
    fractions(c, 0, d, 100, 5000);
  else if (kind == 4)
    integers(c, 0, d, 1, 4);
  else
    fractions(c, 0, d, 0.1f, 2);
  for (int e = 1; e < c->size[0]; e++) {
    int step = (int)(loss[e] * 8192) % 4;
    if (kind == 1)
      loss[e] = step == 0 ? loss[e - 1] : step == 1 ? nextafterf(loss[e - 1], 0) : nextafterf(loss[e - 1], 9);
    if (kind == 2) loss[e] = loss[e - 1] * (step == 0 ? 1.02f : 0.97f);
  }
}

static bool answer(Case *c, int mistake) {
  int epochs = c->size[0], patience = c->size[1], *last = out(c, 0), *kept = out(c, 1), best = 0, waited = 0, e,
      first = mistake == FROM_ZERO ? 0 : 1;
  const float *loss = in(c, 0);
  for (e = 0; e < epochs; e++) {
    bool better = e == 0 || loss[e] < loss[best] || (mistake == EQUAL_IS_BETTER && loss[e] <= loss[best]);
    if (mistake == RISING_IN_A_ROW && e > 0 && loss[e] < loss[e - 1])
      waited = 0;
    else
      waited = !better ? waited + 1 : mistake == WAITS_ADD_UP ? waited : 0;
    if (better) best = e;
    if (mistake != NEVER_STOPS && waited >= patience + (mistake == ONE_LATER) - (mistake == ONE_SOONER)) break;
  }
  int stopped = (e < epochs ? e : epochs - 1);
  if (mistake == BEST_OF_ALL || mistake == LAST_BEST)
    for (int k = 0; k < (mistake == LAST_BEST ? stopped + 1 : epochs); k++)
      if (loss[k] < loss[best] || (mistake == LAST_BEST && loss[k] == loss[best])) best = k;
  begin(c, last);
  if (mistake != RISING_IN_A_ROW && mistake != WAITS_ADD_UP)
    note(c, either("best %d + %d", "가장 좋은 %d + %d"), best + first, stopped - best);
  *last = mistake == STOPS_AT_BEST ? best + 1 : stopped + first;
  begin(c, kept);
  if (mistake == PATIENCE_BACK)
    note(c, "%d - %d", *last, patience);
  else
    note(c, either("%.9g in epoch ", "손실이 %.9g인 에포크 "), (double)loss[mistake == KEEPS_LAST ? stopped : best]);
  *kept = mistake == KEEPS_LAST ? *last : mistake == PATIENCE_BACK ? *last - patience : best + first;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(early_stopping) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], out(c, 1), in(c, 0));
}

const Check check_26 = {.names = "epochs patience",
                        .hand = hands,
                        .hands = 9,
                        .by_hand = "4 2",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call};
