/* 34: a tile of outputs in variables; sizes that are no whole tiles. */
#include "check.h"

enum { NOT_CLEARED = 1, PIXEL_LOST, FILTERS_LOST, SAME_PIXEL };
static const char *const mistakes[] = {"not_cleared", "pixel_lost", "filters_lost", "same_pixel", 0};

static void make(Case *c, int number, Random *random) {
  int count = 2, K = 2, F = 2;
  if (number > 0) count = random_between(random, 4, 7), K = random_between(random, 2, 3), F = random_between(random, 8, 11);
  if (number == 1 || number == 4) count = 5, F = 8;
  if (number == 2 || number == 5) count = 4, F = 10;
  if (number == 3) count = 7, F = 9;
  if (number == EVEN_CASE) count = K = F = 4;
  *c = (Case){.names = "count K F", .size = {count, K, F}};
  input(c, "x", (Shape){{count + K - 1}});
  if (number == 0) numbers(c, "1 2 3");
  else random_integers(c, random, -3, 5);
  input(c, "w", (Shape){{K, F}});
  if (number == 0) numbers(c, "1 10 2 20");
  else random_integers(c, random, -2, 4);
  output(c, "y", (Shape){{count, F}});
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0], K = c->size[1], F = c->size[2];
  const float *x = in(c, 0), (*w)[F] = in(c, 1);
  float (*y)[F] = out(c, 0), sum[2][4] = {{0}};
  for (int c0 = 0; c0 < count; c0 += 2)
    for (int f0 = 0; f0 < F; f0 += 4)
      for (int q = 0; q < 2; q++)
        for (int f = 0; f < 4; f++) {
          if (mistake != NOT_CLEARED) sum[q][f] = 0;
          if (c0 + q >= count || f0 + f >= F) continue;
          begin(c, &y[c0 + q][f0 + f]);
          if (sum[q][f] != 0) plus(c, sum[q][f]);
          for (int i = 0; i < K; i++) sum[q][f] += times(c, x[c0 + (mistake == SAME_PIXEL ? 0 : q) + i], w[i][f0 + f]);
          bool lost = (mistake == PIXEL_LOST && c0 + 2 > count) || (mistake == FILTERS_LOST && f0 + 4 > F);
          y[c0 + q][f0 + f] = lost ? UNTOUCHED : sum[q][f];
        }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(tile) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0), in(c, 1));
}

const Check check_34 = {.cases = 7, .by_hand = "5 50 8 80", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
