/* 01: one element of an array that carries its sizes. */
#include "check.h"

enum { SWAPPED = 1, FLAT_BY_H, FROM_ONE, WHOLE };
static const char *const mistakes[] = {"swapped", "flat_by_h", "from_one", "cut_off", 0};

static const Hand hands[] = {
    {.size = {3, 4, 1, 2}, .in = {"0 1 2 3  4 5 6 7  8 9 10 11"}},
    {.size = {3, 5, 2, 1}, .in = {"0 1 2 3 4  5 6 7 8 9  10 11 12 13 14"}},
    {.size = {3, 4, 2, 1}, .in = {"0.5 1.5 2.5 3.5  4.5 5.5 6.5 7.5  8.5 9.5 10.25 11.5"}},
};

static void draw(Case *c, Draw *d) {
  int H = pick_size(d, 1, 200), W = pick_size(d, 1, 200);
  c->size[0] = H;
  c->size[1] = W;
  c->size[2] = pick(d, 0, H - 1);
  c->size[3] = pick(d, 0, W - 1);
}

/* numbers that are all different, and fractions */
static void fill(Case *c, Draw *d) {
  int step = pick(d, 1, 7), rest = pick(d, 0, 3);
  for (int i = 0; i < c->in[0].count; i++)
    ((float *)in(c, 0))[i] = (float)(step * i) + (float)rest / 4 - (float)(rest * 5);
}

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[0], c->size[1]}});
  output(c, "result", (Sizes){{1}});
}

static bool answer(Case *c, int mistake) {
  int H = c->size[0], W = c->size[1], r = c->size[2], q = c->size[3];
  const float *x = in(c, 0);
  float *result = out(c, 0);
  int place = r * W + q;
  if (mistake == SWAPPED) place = q * W + r;
  if (mistake == FLAT_BY_H) place = r * H + q;
  if (mistake == FROM_ONE) place = (r - 1) * W + q - 1;
  if (place < 0 || place >= H * W || (mistake == SWAPPED && (q >= H || r >= W))) return false;
  begin(c, result);
  *result = mistake == WHOLE ? (float)(int)x[place] : x[place];
  if (mistake == SWAPPED)
    note(c, "x[%d][%d]", q, r);
  else if (mistake == FLAT_BY_H)
    note(c, either("the number at place %d*%d + %d = %d", "%d*%d + %d = %d번 자리의 수"), r, H, q, place);
  else if (mistake == FROM_ONE)
    note(c, "x[%d][%d]", r - 1, q - 1);
  else
    note(c, "x[%d][%d]", r, q);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(pixel) *f = function;
  *(float *)out(c, 0) = f(c->size[0], c->size[1], in(c, 0), c->size[2], c->size[3]);
}

const Check check_01 = {.names = "H W r c",
                        .hand = hands,
                        .hands = 3,
                        .by_hand = "6",
                        .even = {.size = {4, 4, 1, 2}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .exact = true};
