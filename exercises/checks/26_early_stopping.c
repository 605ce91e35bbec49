/* 26: when to stop, and whose weights. */
#include "check.h"

enum { ONE_LATER = 1, EQUAL_IS_BETTER, KEEPS_LAST, RISING_IN_A_ROW, FROM_ZERO, WAITS_ADD_UP, PATIENCE_BACK };
static const char *const mistakes[] = {"one_later", "equal_is_better", "keeps_last", "rising_in_a_row", "from_zero",
                                       "waits_add_up", "patience_back", 0};

static void make(Case *c, int number, Random *random) {
  (void)random;
  static const struct {
    int epochs, patience;
    const char *losses;
  } runs[] = {{6, 2, ".30 .25 .27 .28 .20 .19"}, {5, 2, ".5 .4 .3 .2 .1"}, {7, 2, ".30 .25 .25 .25 .24 .26 .27"},
              {8, 2, ".5 .3 .4 .35 .2 .1 .2 .3"}, {7, 3, ".4 .3 .35 .33 .36 .2 .1"}, {5, 1, ".4 .4 .3 .2 .1"},
              {9, 3, ".9 .5 .8 .7 .45 .6 .5 .55 .3"}, {4, 3, ".3 .4 .2 .25"}, {5, 2, ".3 .4 .2 .25 .1"},
              {8, 2, "2.3 2.1 2.2 1.9 1.95 1.8 1.85 1.9"}};
  *c = (Case){.names = "epochs patience", .size = {runs[number].epochs, runs[number].patience}};
  input(c, "val_loss", (Shape){{runs[number].epochs}});
  numbers(c, runs[number].losses);
  int_output(c, "result", (Shape){{1}});
  int_output(c, "kept", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int epochs = c->size[0], patience = c->size[1], *last = out(c, 0), *kept = out(c, 1), best = 0, waited = 0, e;
  const float *loss = in(c, 0);
  for (e = 0; e < epochs; e++) {
    bool better = e == 0 || loss[e] < loss[best] || (mistake == EQUAL_IS_BETTER && loss[e] <= loss[best]);
    if (mistake == RISING_IN_A_ROW && e > 0 && loss[e] < loss[e - 1]) waited = 0;
    else waited = !better ? waited + 1 : mistake == WAITS_ADD_UP ? waited : 0;
    if (better) best = e;
    if (waited >= patience + (mistake == ONE_LATER)) break;
  }
  begin(c, last);
  if (mistake != RISING_IN_A_ROW && mistake != WAITS_ADD_UP)
    note(c, either("best %d + %d", "가장 좋은 %d + %d"), best + (mistake == FROM_ZERO ? 0 : 1), waited);
  *last = (e < epochs ? e : epochs - 1) + (mistake == FROM_ZERO ? 0 : 1);
  begin(c, kept);
  if (mistake == PATIENCE_BACK) note(c, "%d - %d", *last, patience);
  else note(c, either("%.3g in epoch ", "손실이 %.3g인 에포크 "), (double)loss[mistake == KEEPS_LAST ? *last - 1 : best]);
  *kept = mistake == KEEPS_LAST ? *last : mistake == PATIENCE_BACK ? *last - patience : best + (mistake == FROM_ZERO ? 0 : 1);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(early_stopping) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], out(c, 1), in(c, 0));
}

const Check check_26 = {.cases = 10, .by_hand = "4 2", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
