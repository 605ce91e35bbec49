/* 03: the validation set from a permutation. The outputs have room for exactly what belongs there. */
#include "check.h"

enum { LAST_ONES = 1, ROUNDS_DOWN, LABELS_UNSHUFFLED, NOT_SHUFFLED, TO_NEAREST };
static const char *const mistakes[] = {"last_ones", "rounds_down", "labels_unshuffled", "not_shuffled", "to_nearest", 0};

static void make(Case *c, int number, Random *random) {
  int N = number == 0 ? 5 : number == 1 ? 7 : random_between(random, 8, 18), percent = number < 2 ? 20 : 10 * random_between(random, 2, 4);
  if (number == 3) N = 11, percent = 30;
  *c = (Case){.names = "N percent", .size = {N, percent}};
  int_input(c, "order", (Shape){{N}});
  if (number == 0) numbers(c, "3 0 4 1 2");
  else if (number == 1) numbers(c, "5 2 6 0 3 1 4");
  else random_permutation(random, N, in(c, 0));
  int_input(c, "label", (Shape){{N}});
  if (number == 0) numbers(c, "9 0 2 7 8");
  else if (number == 1) numbers(c, "9 0 1 3 2 7 5");
  else random_integers(c, random, 0, 99);
  int count = (N * percent + 99) / 100;
  int_output(c, "result", (Shape){{1}});
  int_output(c, "val", (Shape){{count}});
  int_output(c, "val_label", (Shape){{count}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], percent = c->size[1];
  int count = (N * percent + (mistake == ROUNDS_DOWN ? 0 : mistake == TO_NEAREST ? 50 : 99)) / 100;
  const int *order = in(c, 0), *label = in(c, 1);
  int *result = out(c, 0), *val = out(c, 1), *val_label = out(c, 2);
  begin(c, result);
  *result = count;
  if (mistake == ROUNDS_DOWN) note(c, either("%d * %d / 100, rounded down", "내림(%d * %d / 100)"), N, percent);
  else if (mistake == TO_NEAREST) note(c, either("%d * %d / 100, rounded to the nearest", "반올림(%d * %d / 100)"), N, percent);
  else note(c, either("%d * %d / 100, rounded up", "올림(%d * %d / 100)"), N, percent);
  for (int m = 0; m < count; m++) {
    int place = mistake == LAST_ONES ? N - count + m : m, index = mistake == NOT_SHUFFLED ? m : order[place];
    begin(c, &val[m]);
    note(c, mistake == NOT_SHUFFLED ? "%d" : "order[%d]", place);
    val[m] = index;
    begin(c, &val_label[m]);
    note(c, "label[%d]", mistake == LABELS_UNSHUFFLED ? m : index);
    val_label[m] = label[mistake == LABELS_UNSHUFFLED ? m : index];
  }
  for (int m = count; m < c->out[1].count; m++) val[m] = val_label[m] = UNTOUCHED;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(split) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], out(c, 1), out(c, 2), in(c, 0), in(c, 1));
}

const Check check_03 = {.cases = 8, .by_hand = "1  3  7", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
