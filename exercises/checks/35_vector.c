/* 35: whole vectors, and what is left. */
#include "check.h"
#include "kernels/vector.h"

enum { TAIL_LOST = 1, OVERWRITTEN, A_FORGOTTEN, TAIL_WITHOUT_A, ONLY_FIRST, TOO_WIDE };
static const char *const mistakes[] = {"tail_lost", "overwritten", "a_forgotten", "tail_without_a", "only_first", "too_wide", 0};

static void make(Case *c, int number, Random *random) {
  int count = number == 0 ? 3 : WIDTH * random_between(random, 1, 3) + random_between(random, 1, WIDTH - 1);
  if (number == 3 || number == EVEN_CASE) count = 2 * WIDTH;
  *c = (Case){.names = "count", .size = {count}};
  c->number[0] = (float)random_between(random, 2, 5);
  if (number == 0) c->number[0] = 2;
  input(c, "w", (Shape){{count}});
  if (number == 0) numbers(c, "1 2 3");
  else random_integers(c, random, 1, 9);
  float *start = input(c, "", (Shape){{count}});
  random_integers(c, random, 1, 9);
  if (number == 0) numbers(c, "1 1 1");
  changed(c, "y", (Shape){{count}}, start);
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0], whole = count / WIDTH * WIDTH;
  const float *w = in(c, 0);
  float *y = out(c, 0), a = c->number[0];
  for (int m = 0; m < count; m++) {
    begin(c, &y[m]);
    bool wide = m / (2 * WIDTH) * 2 * WIDTH + 2 * WIDTH <= count;
    bool skipped = (mistake == TAIL_LOST && m >= whole) || (mistake == ONLY_FIRST && m >= WIDTH && m < whole) ||
                   (mistake == TOO_WIDE && wide && m / WIDTH % 2 == 1);
    float by = mistake == A_FORGOTTEN || (mistake == TAIL_WITHOUT_A && m >= whole) ? 1 : a;
    float before = mistake == OVERWRITTEN ? 0 : plus(c, y[m]);
    y[m] = before + (skipped ? 0 : times(c, by, w[m]));
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(vector) *f = function;
  f(c->size[0], c->number[0], out(c, 0), in(c, 0));
}

const Check check_35 = {.cases = 8, .by_hand = "3 5 7", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
