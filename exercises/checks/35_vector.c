/* 35: whole vectors, and what is left. */
#include "check.h"
#include "kernels/vector.h"
#include "plain.h"

enum { TAIL_LOST = 1, OVERWRITTEN, A_FORGOTTEN, TAIL_WITHOUT_A, ONLY_FIRST, TOO_WIDE, TAIL_TWICE };
static const char *const mistakes[] = {"tail_lost",  "overwritten", "a_forgotten", "tail_without_a",
                                       "only_first", "too_wide",    "tail_twice",  0};

static const Hand hands[] = {{.size = {3}, .number = {2}, .in = {"1 2 3", "1 1 1"}},
                             {.size = {2 * WIDTH + 3}, .number = {3}},
                             {.size = {WIDTH}, .number = {0.5f}},
                             {.size = {3 * WIDTH + 1}, .number = {-1.25f}},
                             {.size = {1}, .number = {2}, .in = {"3", "4"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick(d, 0, 3) == 3 ? pick_size(d, 1, 60000) : pick(d, 1, 6 * WIDTH);
  c->number[0] = pick_number(d, -4, 4);
}

static void room(Case *c) {
  input(c, "w", (Sizes){{c->size[0]}});
  input(c, "", (Sizes){{c->size[0]}});
  changed(c, "y", (Sizes){{c->size[0]}}, 1);
}

static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  strange(c, 1, d);
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0], whole = count / WIDTH * WIDTH;
  const float *w = in(c, 0);
  float *y = out(c, 0);
  double a = (double)c->number[0];
  for (int m = 0; m < count; m++) {
    begin(c, &y[m]);
    bool wide = m / (2 * WIDTH) * 2 * WIDTH + 2 * WIDTH <= count;
    bool skipped = (mistake == TAIL_LOST && m >= whole) || (mistake == ONLY_FIRST && m >= WIDTH && m < whole) ||
                   (mistake == TOO_WIDE && wide && m / WIDTH % 2 == 1);
    double by = mistake == A_FORGOTTEN || (mistake == TAIL_WITHOUT_A && m >= whole) ? 1 : a;
    if (mistake == TAIL_TWICE && count >= WIDTH && m >= count - WIDTH && m < whole) by = 2 * a;
    double before = plus(c, (double)y[m]);
    if (mistake == OVERWRITTEN) before = 0;
    y[m] = (float)(before + (skipped ? 0 : times(c, by, (double)w[m])));
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(vector) *f = function;
  f(c->size[0], c->number[0], out(c, 0), in(c, 0));
}

static void plain(Case *c, void *function) {
  (void)function;
  plain_sum(c->size[0], c->number[0], out(c, 0), in(c, 0));
}

static void real_size(Case *c) {
  *c = (Case){.size = {2048 + 3}};
  c->number[0] = 0.5f;
}

const Check check_35 = {.names = "count",
                        .number_names = "a",
                        .hand = hands,
                        .hands = 5,
                        .by_hand = "3 5 7",
                        .even = {.size = {2 * WIDTH}, .number = {3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .plain = plain,
                        .real_size = real_size,
                        .factor = 2.5};
