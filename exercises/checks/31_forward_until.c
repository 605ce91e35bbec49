/* 31: a part of a network. The layers are simple, but no two orders of them give the same. */
#include "check.h"

enum { ONE_EARLY = 1, ONE_LATE, TRAINING, NOT_CHAINED, ONE_ARRAY };
static const char *const mistakes[] = {"one_early", "one_late", "training", "not_chained", "one_array", 0};

/* y is cleared first: whoever reads and writes one array sees it */
static void clear(int size, float y[]) {
  for (int m = 0; m < size; m++) y[m] = 0;
}
static void plus_one(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = x[m] + 1;
}
static void twice(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = 2 * x[m];
}
/* like dropout: something else while training */
static void drops(bool training, int size, float y[], const float x[]) {
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = training && m % 2 == 0 ? 0 : x[m] + 3;
}
static void turned(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = x[size - 1 - m] - (float)m;
}
static void (*const layers[])(bool, int, float[], const float[]) = {plus_one, twice, drops, turned, twice, drops};

static void make(Case *c, int number, Random *random) {
  int size = number == 0 ? 1 : random_between(random, 2, 5), until = number == 0 ? 2 : number == 1 ? 0 : random_between(random, 1, 4);
  *c = (Case){.names = "until size", .size = {until, size}, .note = "layers: 0 adds 1, 1 doubles, 2 adds 3 (dropout while training), ..."};
  input(c, "x", (Shape){{size}});
  if (number == 0) numbers(c, "5");
  else random_integers(c, random, 1, 9);
  output(c, "y", (Shape){{size}});
}

static bool answer(Case *c, int mistake) {
  int until = c->size[0], size = c->size[1];
  float a[8], b[8], *y = out(c, 0);
  const float *x = in(c, 0);
  if (mistake == ONE_EARLY) until--;
  if (mistake == ONE_LATE) until++;
  if (until < 0 || (mistake == ONE_ARRAY && until == 0)) return false; /* layer 0 may have been given x itself */
  for (int m = 0; m < size; m++) a[m] = x[m];
  for (int m = 0; m <= until; m++) {
    layers[m](mistake == TRAINING, size, mistake == ONE_ARRAY ? a : b, mistake == NOT_CHAINED ? x : a);
    for (int k = 0; k < size && mistake != ONE_ARRAY; k++) a[k] = b[k];
  }
  for (int m = 0; m < size; m++) {
    begin(c, &y[m]);
    note(c, "after layer %d: ", until);
    y[m] = a[m];
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(forward_until) *f = function;
  f(c->size[0], c->size[1], layers, out(c, 0), in(c, 0));
}

const Check check_31 = {.cases = 8, .by_hand = "15", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
