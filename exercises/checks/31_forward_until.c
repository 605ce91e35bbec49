/* 31: a part of a network. The layers are simple, but no two orders of them give the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "check.h"

enum { ONE_EARLY = 1, ONE_LATE, TRAINING, NOT_CHAINED, BEFORE_RELU, RELU_FORGOTTEN, RELU_EVERYWHERE, SAME_ARRAY };
static const char *const mistakes[] = {"one_early",       "one_late",    "training",
                                       "not_chained",     "before_relu", "relu_forgotten",
                                       "relu_everywhere", "same_array",  0};

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
  for (int m = 0; m < size; m++) y[m] = x[size - 1 - m] - (float)(2 * (m % 7) + 3);
}
static void halved(bool training, int size, float y[], const float x[]) {
  (void)training;
  clear(size, y);
  for (int m = 0; m < size; m++) y[m] = x[m] / 2;
}
typedef void Layer(bool training, int size, float y[], const float x[]);
enum { KINDS = 6, MOST_LAYERS = 10 };
static Layer *const kinds[KINDS] = {one_less, twice, twelve_less, drops, turned, halved};
static const char *const english[KINDS] = {"-1", "*2", "-12", "+3 (dropout)", "turned round", "/2"};

/* inputs: x, and for each layer its kind and whether a ReLU follows; there may be more layers than are asked for */
static const Hand hands[] = {
    {.size = {2, 2, 4}, .in = {"5 9", "0 1 2 3", "1 0 1 0"}},
    {.size = {0, 3, 3}, .in = {"-1 5 0.5", "0 1 2", "1 0 1"}},
    {.size = {4, 4, 6}, .in = {"12 -4 9.5 3", "0 1 2 3 4 1", "1 0 1 0 0 0"}},
    {.size = {2, 3, 6}, .in = {"3 -2 11", "0 1 2 3 4 1", "1 0 1 0 0 0"}},
    {.size = {3, 5, 5}, .in = {"3 -2 11 7.25 20", "0 1 2 3 4", "1 0 1 0 0"}},
    {.size = {1, 3, 4}, .in = {"3 0.25 -11", "4 1 2 3", "0 0 1 1"}},
};

static void draw(Case *c, Draw *d) {
  int until = pick(d, 0, MOST_LAYERS - 1);
  *c = (Case){.size = {until, pick_size(d, 1, 784), pick(d, until + 1, MOST_LAYERS)}};
}

static void room(Case *c) {
  input(c, "x", (Sizes){{c->size[1]}});
  int_input(c, "", (Sizes){{c->size[2]}});
  int_input(c, "", (Sizes){{c->size[2]}});
  output(c, "y", (Sizes){{c->size[1]}});
}

static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  for (int m = 0; m < c->size[2]; m++) {
    ((int *)in(c, 1))[m] = pick(d, 0, KINDS - 1);
    ((int *)in(c, 2))[m] = pick(d, 0, 1);
  }
}

/* "layers: -1 and ReLU, *2, ..." */
static void derive(Case *c) {
  char text[200] = "";
  size_t used = 0;
  const int *kind = in(c, 1), *relu = in(c, 2);
  for (int m = 0; m < c->size[2] && used < 150; m++)
    used += (size_t)snprintf(text + used, sizeof text - used, "%s%s%s", m ? ", " : "", english[kind[m]],
                             relu[m] ? " ReLU" : "");
  case_note(c, either("layers: %.150s", "층: %.150s"), text);
}

static bool answer(Case *c, int mistake) {
  int until = c->size[0], size = c->size[1];
  const int *kind = in(c, 1), *relus = in(c, 2);
  float *a = malloc(3 * (size_t)size * sizeof(float)), *b = a + size, *copy = b + size, *y = out(c, 0);
  if (!a) BUG("no memory");
  memcpy(copy, in(c, 0), (size_t)size * sizeof(float));
  memcpy(a, copy, (size_t)size * sizeof(float));
  if (mistake == ONE_EARLY) until--;
  if (mistake == ONE_LATE) until++;
  /* layer 0 may have been given x itself */
  bool says = until >= 0 && until < c->size[2] && !(mistake == SAME_ARRAY && until == 0);
  for (int m = 0; m <= until && says; m++) {
    bool relu = mistake == RELU_EVERYWHERE ||
                (relus[m] && mistake != RELU_FORGOTTEN && !(mistake == BEFORE_RELU && m == until));
    kinds[kind[m]](mistake == TRAINING, size, mistake == SAME_ARRAY ? a : b, mistake == NOT_CHAINED ? copy : a);
    for (int k = 0; k < size; k++) {
      if (mistake != SAME_ARRAY) a[k] = b[k];
      if (relu && a[k] < 0) a[k] = 0;
    }
  }
  for (int m = 0; m < size && says; m++) {
    begin(c, &y[m]);
    note(c, either("after layer %d: ", "%d번 층의 출력: "), until);
    y[m] = a[m];
  }
  free(a);
  return says;
}

/* arrays of exactly as many layers as there are */
static void call(Case *c, void *function) {
  __typeof__(forward_until) *f = function;
  int layers = c->size[2];
  Layer **layer = malloc((size_t)layers * sizeof *layer);
  bool *relu = malloc((size_t)layers * sizeof *relu);
  if (!layer || !relu) BUG("no memory");
  for (int m = 0; m < layers; m++) {
    layer[m] = kinds[((int *)in(c, 1))[m]];
    relu[m] = ((int *)in(c, 2))[m];
  }
  f(c->size[0], c->size[1], layer, relu, out(c, 0), in(c, 0));
  free(relu);
  free(layer);
}

const Check check_31 = {.names = "until size layers",
                        .hand = hands,
                        .hands = 6,
                        .by_hand = "0 4",
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .derive = derive,
                        .answer = answer,
                        .call = call,
                        .exact = true};
