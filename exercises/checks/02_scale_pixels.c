/* 02: bytes to numbers from 0 to 1. */
#include <stdlib.h>

#include "check.h"

enum { INTEGER_DIVISION = 1, BY_256, TWICE, INVERTED };
static const char *const mistakes[] = {"integer_division", "by_256", "twice", "inverted", 0};

static void make(Case *c, int number, Random *random) {
  int count = number < 2 ? 3 + number : number == EVEN_CASE ? 8 : random_between(random, 5, 19);
  *c = (Case){.names = "count", .size = {count}};
  int_input(c, "x", (Shape){{count}});
  if (number == 0) numbers(c, "0 51 255");
  else if (number == 1) numbers(c, "255 102 254 1");
  else if (number == EVEN_CASE) numbers(c, "0 51 102 153 204 255 51 204");
  else random_integers(c, random, 0, 255);
  output(c, "y", (Shape){{count}});
}

static bool answer(Case *c, int mistake) {
  const int *x = in(c, 0);
  float *y = out(c, 0);
  for (int m = 0; m < c->size[0]; m++) {
    begin(c, &y[m]);
    float value = (float)x[m];
    note(c, mistake == INVERTED ? "(255 - %d) / 255" : mistake == BY_256 ? "%d / 256" : mistake == TWICE ? "%d / 255 / 255" : "%d / 255", x[m]);
    y[m] = mistake == INTEGER_DIVISION ? (float)(x[m] / 255)
           : mistake == BY_256         ? value / 256
           : mistake == TWICE          ? value / 255 / 255
           : mistake == INVERTED       ? (255 - value) / 255
                                       : value / 255;
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

const Check check_02 = {.cases = 6, .by_hand = "0 0.2 1", .mistakes = mistakes, .make = make, .answer = answer, .call = call,
                        .even = true};
