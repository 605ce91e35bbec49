/* 31: a part of a network. The layers are simple, but no two orders of them give the same. */
#include "check.h"

enum { ONE_EARLY = 1, ONE_LATE, TRAINING, NOT_CHAINED, BEFORE_RELU, RELU_FORGOTTEN, RELU_EVERYWHERE, SAME_ARRAY };
static const char *const mistakes[] = {"one_early",   "one_late",       "training",        "not_chained",
                                       "before_relu", "relu_forgotten", "relu_everywhere", "same_array", 0};

/* y is cleared first: whoever reads and writes one array sees it */
static void clear(int size, float y[]) {
  for (int m = 0; m < size; m++) y[m] = 0;
}
static void one_less(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = x[m] - 1;
}
static void twice(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = 2 * x[m];
}
static void twelve_less(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = x[m] - 12;
}
/* like dropout: something else while training */
static void drops(bool training, int size, float y[], const float x[]) {
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = training && m % 2 == 0 ? 0 : x[m] + 3;
}
static void turned(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = x[size - 1 - m] - (float)(2 * m + 3);
}
static void (*const layers[])(bool, int, float[], const float[]) = {one_less, twice, twelve_less, drops, turned, twice};
static const bool relus[] = {true, false, true, false, false, false};

static void make(Case *c, int number, Random *random) {
  static const int untils[] = {2, 0, 4, 2, 4, 3, 1, 3, 4};
  int size = number == 0 ? 2 : random_between(random, 3, 6), until = untils[number];
  *c = (Case){.names = "until size", .size = {until, size}};
  c->note = either("layers: 0 takes 1 away, ReLU; 1 doubles; 2 takes 12 away, ReLU; 3 adds 3 (dropout while training); ...",
                   "층: 0번은 1을 빼고 렐루, 1번은 두 배, 2번은 12를 빼고 렐루, 3번은 3을 더함(훈련할 때는 드롭아웃), ...");
  input(c, "x", (Shape){{size}});
  if (number == 0) numbers(c, "5 9");
  else random_integers(c, random, -4, 12);
  output(c, "y", (Shape){{size}});
}

static bool answer(Case *c, int mistake) {
  int until = c->size[0], size = c->size[1];
  float a[8], b[8], *y = out(c, 0);
  const float *x = in(c, 0);
  if (mistake == ONE_EARLY) until--;
  if (mistake == ONE_LATE) until++;
  if (until < 0 || (mistake == SAME_ARRAY && until == 0)) return false; /* layer 0 may have been given x itself */
  for (int m = 0; m < size; m++) a[m] = x[m];
  for (int m = 0; m <= until; m++) {
    bool relu = relus[m];
    if (mistake == BEFORE_RELU && m == until) relu = false;
    if (mistake == RELU_FORGOTTEN) relu = false;
    if (mistake == RELU_EVERYWHERE) relu = true;
    layers[m](mistake == TRAINING, size, mistake == SAME_ARRAY ? a : b, mistake == NOT_CHAINED ? x : a);
    for (int k = 0; k < size; k++) {
      if (mistake != SAME_ARRAY) a[k] = b[k];
      if (relu && a[k] < 0) a[k] = 0;
    }
  }
  for (int m = 0; m < size; m++) {
    begin(c, &y[m]);
    note(c, either("after layer %d: ", "%d번 층의 출력: "), until);
    y[m] = a[m];
  }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(forward_until) *f = function;
  f(c->size[0], c->size[1], layers, relus, out(c, 0), in(c, 0));
}

const Check check_31 = {.cases = 9, .by_hand = "0 4", .mistakes = mistakes, .make = make, .answer = answer, .call = call};
