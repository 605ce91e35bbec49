/* 16: the slope of one number. */
#include <string.h>

#include "check.h"

enum { H_FOR_2H = 1, ONE_SIDED, NOT_PUT_BACK, SIGN, FIRST_WEIGHT, WHOLE_WEIGHT, TIMES_H, BACK_TO_W };
static const char *const mistakes[] = {"h_for_2h", "one_sided", "not_put_back", "sign", "first_weight", "whole_weight", "times_h",
                                       "back_to_w", 0};

/* losses that bend: the one-sided slope is off */
static float one(const float w[]) { return (2 * w[0] - 5) * (2 * w[0] - 5); }
static float two(const float w[]) { return w[0] * w[1] + 3 * w[1] * w[1]; }
static float three(const float w[]) { return w[0] * w[0] * w[0] - 2 * w[1] * w[2] * w[2] + w[2]; }
static float (*const losses[])(const float w[]) = {one, two, three};

static void make(Case *c, int number, Random *random) {
  static const char *const notes[] = {"loss(w) = (2*w[0] - 5)^2,  h 0.125", "loss(w) = w[0]*w[1] + 3*w[1]^2,  h 0.125",
                                      "loss(w) = w[0]^3 - 2*w[1]*w[2]^2 + w[2],  h 0.125"};
  int kind = number < 3 ? number : number % 3, count = kind + 1;
  *c = (Case){.names = "i", .size = {number == 0 ? 0 : count - 1, kind}, .note = number == 0 ? "loss(w) = (2*w[0] - 5)^2,  h 0.0625" : notes[kind]};
  c->number[0] = number == 0 ? 0.0625f : 0.125f;
  float *start = input(c, "start", (Shape){{count}});
  if (number == 0) numbers(c, "3");
  else random_numbers(c, random, 1, 4);
  output(c, "result", (Shape){{1}});
  changed(c, "w", (Shape){{count}}, start);
}

static bool answer(Case *c, int mistake) {
  int i = mistake == FIRST_WEIGHT ? 0 : c->size[0];
  float (*loss)(const float w[]) = losses[c->size[1]], *result = out(c, 0), *w = out(c, 1), h = c->number[0], before = w[i];
  if (mistake == WHOLE_WEIGHT) before = (float)(int)before;
  w[i] = before + h;
  float up = loss(w);
  w[i] = mistake == ONE_SIDED || mistake == BACK_TO_W ? before : before - h;
  float down = loss(w);
  if (mistake != NOT_PUT_BACK) w[i] = before;
  if (mistake == SIGN) h = -h;
  float way = mistake == H_FOR_2H || mistake == ONE_SIDED ? h : 2 * h;
  begin(c, result);
  note(c, mistake == TIMES_H ? "(%.8g - %.8g) / 2 * %g" : "(%.8g - %.8g) / %g", (double)up, (double)down, (double)(mistake == TIMES_H ? h : way));
  *result = mistake == TIMES_H ? (up - down) / 2 * h : (up - down) / way;
  begin(c, &w[c->size[0]]);
  note(c, mistake == NOT_PUT_BACK ? either("moved ", "움직인 값 ") : either("at the start ", "처음 값 "));
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(slope) *f = function;
  *(float *)out(c, 0) = f(losses[c->size[1]], out(c, 1), c->size[0], c->number[0]);
}

const Check check_16 = {.cases = 7, .by_hand = "4 3", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
