/* 34: a tile of outputs in variables; sizes that are no whole tiles. */
#include "check.h"
#include "plain.h"

enum { NOT_CLEARED = 1, PIXEL_LOST, FILTERS_LOST, SAME_PIXEL, SECOND_TAP_MISSING, LAST_TAP_ALONE };
static const char *const mistakes[] = {
    "not_cleared", "pixel_lost", "filters_lost", "same_pixel", "two_taps", "last_tap_alone", 0};

static const Hand hands[] = {
    {.size = {2, 2, 2}, .in = {"1 2 3", "1 10 2 20"}},
    {.size = {5, 3, 8}, .in = {"1 2 -1 0.5 3 2 -2", "1 2 3 4 5 6 7 8  -1 0 2 1 0.5 3 -2 1  2 1 0 -1 3 1 2 4"}},
    {.size = {4, 2, 10}, .in = {"1 -2 3 0.5 2", "1 2 3 4 5 6 7 8 9 10  -1 0 2 1 0.5 3 -2 1 4 5"}},
    {.size = {3, 1, 5}, .in = {"1.5 2 -3", "1 2 3 4 5"}},
};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 256);
  c->size[1] = pick_size(d, 1, 33);
  c->size[2] = pick_size(d, 1, 128);
}

static void room(Case *c) {
  int count = c->size[0], K = c->size[1], F = c->size[2];
  input(c, "x", (Sizes){{count + K - 1}});
  input(c, "w", (Sizes){{K, F}});
  output(c, "y", (Sizes){{count, F}});
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0], K = c->size[1], F = c->size[2];
  const float *x = in(c, 0), (*w)[F] = in(c, 1);
  float(*y)[F] = out(c, 0);
  double sum[2][4] = {{0}};
  for (int c0 = 0; c0 < count; c0 += 2)
    for (int f0 = 0; f0 < F; f0 += 4)
      for (int q = 0; q < 2; q++)
        for (int f = 0; f < 4; f++) {
          if (mistake != NOT_CLEARED) sum[q][f] = 0;
          if (c0 + q >= count || f0 + f >= F) continue;
          begin(c, &y[c0 + q][f0 + f]);
          if (sum[q][f] != 0) plus(c, sum[q][f]);
          for (int i = mistake == LAST_TAP_ALONE ? K - 1 : 0; i < (mistake == SECOND_TAP_MISSING && K > 2 ? 2 : K); i++)
            sum[q][f] += times(c, (double)x[c0 + (mistake == SAME_PIXEL ? 0 : q) + i], (double)w[i][f0 + f]);
          bool lost = (mistake == PIXEL_LOST && c0 + 2 > count) || (mistake == FILTERS_LOST && f0 + 4 > F);
          y[c0 + q][f0 + f] = lost ? UNTOUCHED : (float)sum[q][f];
        }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(tile) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0), in(c, 1));
}

static void plain(Case *c, void *function) {
  (void)function;
  plain_row(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0), in(c, 1));
}

/* weights that fill the cache: whoever takes one of a row of them at a time, waits */
static void real_size(Case *c) { *c = (Case){.size = {16, 64, 1024}}; }

const Check check_34 = {.names = "count K F",
                        .hand = hands,
                        .hands = 4,
                        .by_hand = "5 50 8 80",
                        .even = {.size = {4, 4, 4}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .plain = plain,
                        .real_size = real_size,
                        .factor = 2.5};
