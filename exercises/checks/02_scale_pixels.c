/* 02: bytes to numbers from 0 to 1. */
#include <stdlib.h>

#include "check.h"

enum { INTEGER_DIVISION = 1, BY_256, TWICE, INVERTED, BY_254, NOT_DIVIDED };
static const char *const mistakes[] = {"integer_division", "by_256", "twice", "inverted", "by_254", "not_divided", 0};

static const Hand hands[] = {{.size = {3}, .in = {"0 51 255"}}, {.size = {4}, .in = {"255 102 254 1"}}};

static void draw(Case *c, Draw *d) { c->size[0] = pick_size(d, 1, 60000); }

static void room(Case *c) {
  int_input(c, "x", (Sizes){{c->size[0]}});
  output(c, "y", (Sizes){{c->size[0]}});
}

static void fill(Case *c, Draw *d) { integers(c, 0, d, 0, 255); }

static bool answer(Case *c, int mistake) {
  const int *x = in(c, 0);
  float *y = out(c, 0);
  for (int m = 0; m < c->size[0]; m++) {
    begin(c, &y[m]);
    double value = x[m];
    switch (mistake) {
      case INTEGER_DIVISION:
        note(c, "%d / 255", x[m]);
        y[m] = (float)(x[m] / 255);
        break;
      case BY_256:
        note(c, "%d / 256", x[m]);
        y[m] = (float)(value / 256);
        break;
      case BY_254:
        note(c, "%d / 254", x[m]);
        y[m] = (float)(value / 254);
        break;
      case TWICE:
        note(c, "%d / 255 / 255", x[m]);
        y[m] = (float)(value / 255 / 255);
        break;
      case INVERTED:
        note(c, "(255 - %d) / 255", x[m]);
        y[m] = (float)((255 - value) / 255);
        break;
      case NOT_DIVIDED:
        note(c, "%d", x[m]);
        y[m] = (float)value;
        break;
      default: note(c, "%d / 255", x[m]); y[m] = (float)(value / 255);
    }
  }
  return true;
}

/* the reader's function takes bytes, in an allocation of exactly that size */
static void call(Case *c, void *function) {
  __typeof__(scale_pixels) *f = function;
  int count = c->size[0];
  unsigned char *bytes = malloc((size_t)count);
  if (!bytes) return;
  for (int m = 0; m < count; m++) bytes[m] = (unsigned char)((int *)in(c, 0))[m];
  f(count, out(c, 0), bytes);
  free(bytes);
}

const Check check_02 = {.names = "count",
                        .hand = hands,
                        .hands = 2,
                        .by_hand = "0 0.2 1",
                        .even = {.size = {8}, .in = {"0 51 102 153 204 255 51 204"}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call};
