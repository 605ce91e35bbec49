/* 32: each map to 0..1. */
#include <math.h>

#include "check.h"

enum { CONSTANT_NAN = 1, MINIMUM_IGNORED, BY_LARGEST, ROW_BY_ROW, ONE_RANGE, CARRIED_ON, SQUARE_RANGE, LARGEST_FROM_ZERO };
static const char *const mistakes[] = {"constant_nan", "minimum_ignored", "by_largest", "row_by_row", "one_range", "carried_on",
                                       "square_range", "largest_from_zero", 0};

static void make(Case *c, int number, Random *random) {
  int H = 1, W = 3, F = 1;
  if (number > 0) H = random_between(random, 2, 3), W = H + random_between(random, 1, 3), F = random_between(random, 2, 3);
  if (number == EVEN_CASE) H = W = F = 3;
  *c = (Case){.names = "H W F", .size = {H, W, F}};
  float (*x)[F] = (void *)input(c, "x", (Shape){{H, W, F}});
  if (number == 0) numbers(c, "2 4 6");
  else random_integers(c, random, 2, 12);
  for (int m = 0; m < H * W && number > 0; m++) {
    x[m][1] += (float)(20 * (number % 2)); /* no range holds another */
    if (number == 2 || number == 5) x[m][0] = 3; /* a map of equal numbers */
    if (number == 3 || number == 6) x[m][0] -= 20; /* all below 0 */
  }
  output(c, "y", (Shape){{H, W, F}});
  if (number == 0) c->in[0].shape = c->out[0].shape = (Shape){{H, W}}; /* a picture of plain rows and columns */
}

/* widens low..high by so many columns of map f: of its row `row`, or with -1 of all rows */
static void widen(const Case *c, int f, int row, int columns, float *low, float *high) {
  int H = c->size[0], W = c->size[1], F = c->size[2];
  const float (*x)[W][F] = in(c, 0);
  for (int r = 0; r < H; r++)
    for (int q = 0; q < columns && (row < 0 || r == row); q++) *low = fminf(*low, x[r][q][f]), *high = fmaxf(*high, x[r][q][f]);
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], F = c->size[2];
  const float (*x)[W][F] = in(c, 0);
  float (*y)[W][F] = out(c, 0);
  for (int f = 0; f < F; f++)
    for (int r = 0; r < H; r++) {
      float low = x[mistake == ROW_BY_ROW ? r : 0][0][f], high = low;
      widen(c, f, mistake == ROW_BY_ROW ? r : -1, mistake == SQUARE_RANGE ? H : W, &low, &high);
      for (int g = 0; g < F; g++)
        if (mistake == ONE_RANGE || (mistake == CARRIED_ON && g < f)) widen(c, g, -1, W, &low, &high);
      if (mistake == MINIMUM_IGNORED && high < 0) return false; /* by the largest, or by nothing: two ways */
      if (mistake == LARGEST_FROM_ZERO && high < 0) high = 0;
      float from = mistake == MINIMUM_IGNORED ? 0 : low, by = mistake == MINIMUM_IGNORED || mistake == BY_LARGEST ? high : high - low;
      for (int q = 0; q < W; q++) {
        begin(c, &y[r][q][f]);
        if (by == 0 && mistake != CONSTANT_NAN) note(c, "low = high: ");
        else note(c, "(%g - %g) / %g", (double)x[r][q][f], (double)from, (double)by);
        y[r][q][f] = by == 0 && mistake != CONSTANT_NAN ? 0 : (x[r][q][f] - from) / by;
      }
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(scale_map) *f = function;
  f(c->size[0], c->size[1], c->size[2], out(c, 0), in(c, 0));
}

const Check check_32 = {.cases = 7, .by_hand = "0 0.5 1", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
