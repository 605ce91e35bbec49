/* 15: a mean that counts images, not batches. */
#include <stdio.h>

#include "check.h"

enum { MEAN_OF_MEANS = 1, LAST_DROPPED, LAST_AS_FULL, SUM_OF_LOSSES, REMAINDER, NOT_DIVIDED, WHOLE_SUM };
static const char *const mistakes[] = {"mean_of_means", "last_dropped", "last_as_full", "sum_of_losses",
                                       "remainder",     "not_divided",  "whole_sum",    0};

static const Hand hands[] = {{.size = {3, 2, 2}, .in = {"1 4"}},
                             {.size = {7, 4, 2}, .in = {"0.5 2"}},
                             {.size = {9, 3, 3}, .in = {"0.25 1.5 3"}},
                             {.size = {14, 4, 4}, .in = {"0.5 2.25 1 4"}}};

static void draw(Case *c, Draw *d) {
  int size = pick_size(d, 1, 784), batches = pick_size(d, 1, 400), last = pick(d, 0, 2) == 2 ? size : pick(d, 1, size);
  *c = (Case){.size = {(batches - 1) * size + last, size, batches}};
}

static void room(Case *c) {
  input(c, "loss", (Sizes){{c->size[2]}});
  output(c, "result", (Sizes){{1}});
}

static bool answer(Case *c, int mistake) {
  int count = c->size[0], size = c->size[1], batches = c->size[2];
  const float *loss = in(c, 0);
  float *result = out(c, 0);
  double sum = 0, all = 0;
  begin(c, result);
  for (int m = 0; m < batches; m++) {
    int images = m == batches - 1 ? count - m * size : size;
    if (mistake == LAST_DROPPED && images < size) break;
    if (mistake == MEAN_OF_MEANS || mistake == SUM_OF_LOSSES) images = 1;
    if (mistake == LAST_AS_FULL) images = size;
    if (mistake == REMAINDER && m == batches - 1) images = count % size;
    sum += times(c, images, (double)loss[m]);
    if (mistake == WHOLE_SUM) sum = (int)sum;
    all += images;
  }
  if (mistake == LAST_AS_FULL || mistake == REMAINDER) all = count;
  if (mistake == SUM_OF_LOSSES || mistake == NOT_DIVIDED) all = 1;
  if (all == 0) return false;
  divided(c, all);
  if (c->writing && mistake != SUM_OF_LOSSES && mistake != NOT_DIVIDED) {
    char terms[200];
    snprintf(terms, sizeof terms, "%.199s", c->arithmetic);
    note(c, "(%s) / %g", terms, all);
  }
  *result = (float)(sum / all);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(evaluate) *f = function;
  *(float *)out(c, 0) = f(c->size[0], c->size[1], c->size[2], in(c, 0));
}

const Check check_15 = {.names = "count batch_size batches",
                        .hand = hands,
                        .hands = 4,
                        .by_hand = "2",
                        .even = {.size = {12, 4, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call};
