/* 01: one element of an array that carries its sizes. */
#include "check.h"

enum { SWAPPED = 1, FLAT_BY_H, FROM_ONE };
static const char *const mistakes[] = {"swapped", "flat_by_h", "from_one", 0};

/* all cases are wider than high, and the pixel is not in the first row or column */
static void make(Case *c, int number, Random *random) {
  static const int small[4][4] = {{3, 4, 1, 2}, {3, 5, 2, 1}, {4, 7, 1, 3}, {5, 6, 3, 2}};
  int H, W, r, q;
  if (number < 4) H = small[number][0], W = small[number][1], r = small[number][2], q = small[number][3];
  else H = random_between(random, 3, 7), W = H + random_between(random, 1, 5), r = random_between(random, 1, H - 1), q = random_between(random, 1, H - 1);
  if (number == 5) q = W - 1; /* no row has this number */
  if (number == EVEN_CASE) H = W = 4, r = 1, q = 2;
  *c = (Case){.names = "H W r c", .size = {H, W, r, q}};
  input(c, "x", (Shape){{H, W}});
  for (int i = 0; i < H * W; i++) ((float *)in(c, 0))[i] = (float)(number < 2 ? i : 3 * i % 101);
  output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], r = c->size[2], q = c->size[3];
  const float *x = in(c, 0);
  float *result = out(c, 0);
  if (mistake == SWAPPED && q >= H) return false;
  int place = mistake == SWAPPED ? q * W + r : mistake == FLAT_BY_H ? r * H + q : mistake == FROM_ONE ? (r - 1) * W + q - 1 : r * W + q;
  begin(c, result);
  *result = x[place];
  if (mistake == SWAPPED) note(c, "x[%d][%d]", q, r);
  else if (mistake == FLAT_BY_H) note(c, either("the number at place %d*%d + %d = %d", "%d*%d + %d = %d번 자리의 수"), r, H, q, place);
  else if (mistake == FROM_ONE) note(c, "x[%d][%d]", r - 1, q - 1);
  else note(c, "x[%d][%d]", r, q);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(pixel) *f = function;
  *(float *)out(c, 0) = f(c->size[0], c->size[1], in(c, 0), c->size[2], c->size[3]);
}

const Check check_01 = {.cases = 8, .by_hand = "6", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
