/* 03: the validation set from a permutation. The outputs have room for exactly what belongs there. */
#include "check.h"

enum { LAST_ONES = 1, ROUNDS_DOWN, LABELS_UNSHUFFLED, NOT_SHUFFLED, TO_NEAREST, LABEL_FOR_INDEX };
static const char *const mistakes[] = {
    "last_ones", "rounds_down", "labels_unshuffled", "not_shuffled", "to_nearest", "place_for_index", 0};

static const Hand hands[] = {
    {.size = {5, 20}, .in = {"3 0 4 1 2", "9 0 2 7 8"}},
    {.size = {7, 20}, .in = {"5 2 6 0 3 1 4", "9 0 1 3 2 7 5"}},
    {.size = {11, 30}, .in = {"7 3 10 0 5 1 9 2 8 4 6", "4 7 1 1 9 0 3 5 2 8 6"}},
    {.size = {10, 20}, .in = {"4 9 0 7 2 1 8 3 6 5", "3 8 1 0 7 4 2 9 5 6"}},
    {.size = {100, 7}}, /* 7 exactly; 100 * (7 / 100.0) is a little more in floating point */
};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 784);
  c->size[1] = pick(d, 1, 100);
}

static void room(Case *c) {
  int N = c->size[0], count = (N * c->size[1] + 99) / 100;
  int_input(c, "order", (Sizes){{N}});
  int_input(c, "label", (Sizes){{N}});
  int_output(c, "result", (Sizes){{1}});
  int_output(c, "val", (Sizes){{count}});
  int_output(c, "val_label", (Sizes){{count}});
}

static void fill(Case *c, Draw *d) {
  permutation(c, 0, d);
  integers(c, 1, d, 0, 999);
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], percent = c->size[1], room = c->out[1].count;
  int count = (N * percent + (mistake == ROUNDS_DOWN ? 0 : mistake == TO_NEAREST ? 50 : 99)) / 100;
  if (count > room) return false;
  const int *order = in(c, 0), *label = in(c, 1);
  int *result = out(c, 0), *val = out(c, 1), *val_label = out(c, 2);
  begin(c, result);
  *result = count;
  if (mistake == ROUNDS_DOWN)
    note(c, either("%d * %d / 100, rounded down", "내림(%d * %d / 100)"), N, percent);
  else if (mistake == TO_NEAREST)
    note(c, either("%d * %d / 100, rounded to the nearest", "반올림(%d * %d / 100)"), N, percent);
  else
    note(c, either("%d * %d / 100, rounded up", "올림(%d * %d / 100)"), N, percent);
  for (int m = 0; m < count; m++) {
    int place = mistake == LAST_ONES ? N - count + m : m, index = mistake == NOT_SHUFFLED ? m : order[place];
    begin(c, &val[m]);
    note(c, mistake == NOT_SHUFFLED || mistake == LABEL_FOR_INDEX ? "%d" : "order[%d]", place);
    val[m] = mistake == LABEL_FOR_INDEX ? m : index;
    begin(c, &val_label[m]);
    note(c, "label[%d]", mistake == LABELS_UNSHUFFLED ? m : index);
    val_label[m] = label[mistake == LABELS_UNSHUFFLED ? m : index];
  }
  for (int m = count; m < room; m++) val[m] = val_label[m] = UNTOUCHED;
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(split) *f = function;
  *(int *)out(c, 0) = f(c->size[0], c->size[1], out(c, 1), out(c, 2), in(c, 0), in(c, 1));
}

const Check check_03 = {.names = "N percent",
                        .hand = hands,
                        .hands = 5,
                        .by_hand = "1  3  7",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call};
