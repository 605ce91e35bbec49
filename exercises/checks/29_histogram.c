/* 29: bins of equal width. */
#include <math.h>
#include <stdlib.h>

#include "check.h"
#include "kernels/statistics.h"

enum { MAXIMUM_FALLS_OUT = 1, ROUNDS, FROM_ZERO, RIGHT_EDGE, INTEGER_WIDTH };
static const char *const mistakes[] = {"maximum_falls_out", "rounds", "from_zero", "right_edge", "integer_width", 0};

/* widths 1.5, 1 and 2.5, places in quarters or halves of a bin: every edge and every place is exact; case 5: all below zero */
static void make(Case *c, int number, Random *random) {
  int n = number == 0 ? 5 : random_between(random, 7, 14), bins = number % 3 == 2 ? 8 : 4;
  float step = bins == 8 ? 0.75f : number == 4 ? 0.25f : number == 6 ? 0.625f : 0.375f;
  *c = (Case){.names = "n bins", .size = {n, bins}};
  float *x = input(c, "x", (Shape){{n}});
  if (number == 0) numbers(c, "1 2 2 3 5");
  else random_integers(c, random, 4, 20);
  if (number > 0) x[1] = 4, x[n - 2] = 20;
  for (int m = 0; m < n && number > 0; m++) x[m] = step * (x[m] - (number == 5 ? 24 : 0));
  int_output(c, "count", (Shape){{bins}});
  output(c, "edge", (Shape){{bins + 1}});
  int_output(c, "result", (Shape){{1}});
}

static bool answer(Case *c, int mistake) {
  int n = c->size[0], bins = c->size[1], *count = out(c, 0);
  const float *x = in(c, 0);
  float *edge = out(c, 1), low = x[0], high = x[0];
  for (int m = 0; m < n; m++) low = fminf(low, x[m]), high = fmaxf(high, x[m]);
  if (mistake == FROM_ZERO && high < 0) return false; /* 0, or the smaller of 0 and x: two ways */
  if (mistake == FROM_ZERO) low = 0;
  float wide = (high - low) / (float)bins;
  if (mistake == INTEGER_WIDTH) wide = floorf(wide); /* never 0 here */
  *(int *)out(c, 2) = 0;
  for (int b = 0; b <= bins; b++) {
    begin(c, &edge[b]);
    note(c, "%g + %d * %g", (double)low, b, (double)wide);
    edge[b] = low + (float)b * wide;
  }
  for (int b = 0; b < bins; b++) {
    begin(c, &count[b]);
    const char *words = b == bins - 1 ? "%g <= x <= %g: " : "%g <= x < %g: ";
    note(c, mistake == RIGHT_EDGE ? "%g < x <= %g: " : words, (double)(low + (float)b * wide), (double)(low + (float)(b + 1) * wide));
    count[b] = 0;
  }
  for (int m = 0; m < n; m++) {
    float place = (x[m] - low) / wide;
    int b = mistake == ROUNDS ? (int)(place + 0.5f) : mistake == RIGHT_EDGE ? (int)ceilf(place) - 1 : (int)place;
    if (b < 0) b = 0;
    if (b >= bins && mistake == MAXIMUM_FALLS_OUT) continue;
    count[b < bins ? b : bins - 1]++;
  }
  return true;
}

static void run(Case *c, __typeof__(histogram) *f) {
  int bins = c->size[1];
  double *edges = malloc((size_t)(bins + 1) * sizeof *edges);
  if (!edges || bins < 1) return;
  for (int b = 0; b <= bins; b++) edges[b] = UNTOUCHED;
  *(int *)out(c, 2) = f(c->size[0], bins, out(c, 0), edges, in(c, 0));
  for (int b = 0; b <= bins; b++) ((float *)out(c, 1))[b] = (float)edges[b];
  free(edges);
}
static void call(Case *c, void *function) { run(c, function); }
static void library(Case *c) { run(c, histogram); }

const Check check_29 = {.cases = 7, .by_hand = "1 2 1 1  1 2 3 4 5  0", .mistakes = mistakes, .make = make, .answer = answer,
                        .call = call, .library = library};
