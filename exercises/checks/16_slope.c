/* 16: the slope of one number. */
#include <float.h>
#include <math.h>

#include "check.h"

enum {
  H_FOR_2H = 1,
  ONE_SIDED,
  NOT_PUT_BACK,
  SIGN,
  FIRST_WEIGHT,
  WHOLE_WEIGHT,
  TIMES_H,
  BACK_TO_W,
  ARITHMETIC,
  NOT_DIVIDED,
  BACKWARD_ONLY
};
static const char *const mistakes[] = {
    "h_for_2h", "one_sided", "not_put_back",           "sign",        "first_weight",  "whole_weight",
    "times_h",  "back_to_w", "put_back_by_arithmetic", "not_divided", "backward_only", 0};

/* losses that bend: the one-sided slope is off */
static float one(const float w[]) { return (2 * w[0] - 5) * (2 * w[0] - 5); }
static float two(const float w[]) { return w[0] * w[1] + 3 * w[1] * w[1]; }
static float three(const float w[]) { return w[0] * w[0] * w[0] - 2 * w[1] * w[2] * w[2] + w[2]; }
static float seven(const float w[]) {
  float sum = 0;
  for (int i = 0; i < 7; i++) sum += (float)(i + 1) * w[i] * w[i] - w[i] * w[(i + 1) % 7];
  return sum;
}
static const struct {
  float (*loss)(const float w[]);
  int weights;
  const char *text;
} losses[] = {{one, 1, "(2*w[0] - 5)^2"},
              {two, 2, "w[0]*w[1] + 3*w[1]^2"},
              {three, 3, "w[0]^3 - 2*w[1]*w[2]^2 + w[2]"},
              {seven, 7, "sum of (i+1)*w[i]^2 - w[i]*w[i+1]"}};

static const Hand hands[] = {{.size = {0, 0}, .number = {0.0625f}, .in = {"3"}},
                             {.size = {1, 1}, .number = {0.125f}, .in = {"2.5 1.25"}},
                             {.size = {2, 2}, .number = {0.125f}, .in = {"1.5 2 3.25"}},
                             {.size = {0, 2}, .number = {0.125f}, .in = {"-1.75 0.5 2"}}};

static void draw(Case *c, Draw *d) {
  c->size[1] = pick(d, 0, 3);
  c->size[0] = pick(d, 0, losses[c->size[1]].weights - 1);
  c->number[0] = (float[]){0.5f, 0.125f, 0.0625f, 0.1f, 0.01f, 0.03f, 1}[pick(d, 0, 6)];
}

/* sometimes far from h, where what is added and taken away again is not what it was */
static void fill(Case *c, Draw *d) {
  int kind = pick(d, 0, 2);
  if (kind == 0)
    integers(c, 0, d, -3, 4);
  else
    fractions(c, 0, d, kind == 1 ? -4 : -60, kind == 1 ? 4 : 60);
}

static void room(Case *c) {
  int count = losses[c->size[1]].weights;
  case_note(c, "loss(w) = %s,  h %g", losses[c->size[1]].text, (double)c->number[0]);
  input(c, "start", (Sizes){{count}});
  output(c, "result", (Sizes){{1}});
  changed(c, "w", (Sizes){{count}}, 0);
  exactly(c, 1);
}

static bool answer(Case *c, int mistake) {
  int i = mistake == FIRST_WEIGHT ? 0 : c->size[0];
  float (*loss)(const float w[]) = losses[c->size[1]].loss, *result = out(c, 0), *w = out(c, 1), h = c->number[0],
                            before = w[i];
  if (mistake == WHOLE_WEIGHT) before = (float)(int)before;
  w[i] = mistake == BACKWARD_ONLY ? before : before + h;
  float above = w[i], up = loss(w);
  w[i] = mistake == ONE_SIDED || mistake == BACK_TO_W ? before : mistake == ARITHMETIC ? above - 2 * h : before - h;
  float below = w[i], down = loss(w);
  if (mistake == ARITHMETIC)
    w[i] = w[i] + h;
  else if (mistake != NOT_PUT_BACK)
    w[i] = before;
  double step = (double)(mistake == SIGN ? -h : h), rise = (double)up - (double)down;
  double way = mistake == H_FOR_2H || mistake == ONE_SIDED || mistake == BACKWARD_ONLY ? step : 2 * step;
  if (mistake == NOT_DIVIDED) way = 1;
  begin(c, result);
  note(c, mistake == TIMES_H ? "(%.8g - %.8g) / 2 * %g" : "(%.8g - %.8g) / %g", (double)up, (double)down,
       mistake == TIMES_H ? step : way);
  double slope = mistake == TIMES_H ? rise / 2 * step : rise / way;
  *result = (float)slope;
  /* who divides by the way that was really gone is right, too */
  double gone = (double)above - (double)below;
  within(c, fabs(slope) * (4 * (double)FLT_EPSILON + (mistake == 0 && gone != 0 ? fabs(way / gone - 1) : 0)) + 1e-30);
  begin(c, &w[c->size[0]]);
  note(c, mistake == NOT_PUT_BACK ? either("moved ", "움직인 값 ") : either("at the start ", "처음 값 "));
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(slope) *f = function;
  *(float *)out(c, 0) = f(losses[c->size[1]].loss, out(c, 1), c->size[0], c->number[0]);
}

const Check check_16 = {.names = "i",
                        .hand = hands,
                        .hands = 4,
                        .by_hand = "4 3",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call};
