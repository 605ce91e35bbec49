/* 14: the loss. */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "check.h"
#include "kernels/losses.h"

enum {
  LOG10 = 1,
  SUM_FOR_MEAN,
  LOG_OF_PROBABILITY,
  SIGN,
  MEAN_OVER_CLASSES,
  NO_LOGARITHM,
  BY_CLASSES,
  FIRST_LABEL,
  NO_MAXIMUM,
  MAXIMUM_FROM_ZERO,
  FIRST_AS_MAXIMUM,
  LABEL_AS_MAXIMUM,
  ONE_MAXIMUM,
  LAST_IMAGE
};
static const char *const mistakes[] = {"log10",
                                       "sum_for_mean",
                                       "log_of_probability",
                                       "sign",
                                       "mean_over_classes",
                                       "no_logarithm",
                                       "by_classes",
                                       "first_label",
                                       "no_maximum",
                                       "maximum_from_zero",
                                       "first_as_maximum",
                                       "label_as_maximum",
                                       "one_maximum",
                                       "last_image",
                                       0};

static const Hand hands[] = {
    {.size = {1, 3}, .in = {"2 1 0", "1"}},
    {.size = {2, 3}, .in = {"1 0.5 -1  0 2 1", "0 2"}},
    {.size = {1, 2}, .in = {"1e8 1e8", "1"}},                               /* -log .5 */
    {.size = {2, 4}, .in = {"-200 1 0.5 2  1 -1 2 0.25", "0 2"}},           /* a probability too small for a float */
    {.size = {2, 4}, .in = {"-1000 -999 -1001 -998.5  1 2 0 -0.5", "1 3"}}, /* all exponentials 0, if not shifted */
    {.size = {2, 3}, .in = {"-60 79 1  -12 79 1", "1 0"}},
    {.size = {2, 3}, .in = {"-150 1 0  2 1 0", "0 1"}},
    {.size = {3, 4}, .in = {"0 100 1 99  1 3 0 2  2 1 0.5 0", "3 0 1"}},
};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 33);
  c->size[1] = pick_size(d, 1, 784);
}

static void room(Case *c) {
  input(c, "z", (Sizes){{c->size[0], c->size[1]}});
  int_input(c, "label", (Sizes){{c->size[0]}});
  output(c, "result", (Sizes){{1}});
}

static void fill(Case *c, Draw *d) {
  strange(c, 0, d);
  integers(c, 1, d, 0, c->size[1] - 1);
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], U = c->size[1];
  const float(*z)[U] = in(c, 0), *flat = in(c, 0);
  const int *label = in(c, 1);
  float *result = out(c, 0), of_all = flat[0];
  double total = 0, off = 0;
  for (int i = 0; i < N * U; i++) of_all = fmaxf(of_all, flat[i]);
  begin(c, result);
  for (int n = mistake == LAST_IMAGE ? N - 1 : 0; n < N; n++) {
    int right = label[mistake == FIRST_LABEL ? 0 : n];
    float max = z[n][0];
    double sum = 0;
    for (int u = 0; u < U && mistake != FIRST_AS_MAXIMUM; u++) max = fmaxf(max, z[n][u]);
    if (mistake == LABEL_AS_MAXIMUM) max = z[n][right];
    if (mistake == ONE_MAXIMUM) max = of_all;
    if (mistake == LOG_OF_PROBABILITY && fabsf(max) > 80) return false; /* with or without the shift: two ways */
    if (mistake == NO_MAXIMUM || (mistake == MAXIMUM_FROM_ZERO && max < 0)) max = 0;
    for (int u = 0; u < U; u++) {
      double to = (double)z[n][u] - (double)max; /* a mistake overflows, or is 0, where floats do */
      sum += mistake ? (double)expf((float)to) : exp(to);
    }
    if (mistake && sum > (double)FLT_MAX) sum = INFINITY;
    double d = (double)z[n][right] - (double)max, loss = log(sum) - d;
    if (mistake == LOG10) loss = loss / log(10);
    if (mistake == LOG_OF_PROBABILITY) loss = -(double)logf(expf((float)d) / (float)sum);
    if (mistake == SIGN) loss = -loss;
    if (mistake == NO_LOGARITHM) loss = 1 - exp(d) / sum;
    total += plus(c, loss);
    off += (U + 16) + 4 * (fabs(d) + fabs(log(sum)));
  }
  int by = mistake == SUM_FOR_MEAN ? 1 : mistake == MEAN_OVER_CLASSES ? N * U : mistake == BY_CLASSES ? U : N;
  divided(c, by);
  if (N > 1 && c->writing && mistake != SUM_FOR_MEAN) {
    char terms[sizeof c->arithmetic];
    snprintf(terms, sizeof terms, "%s", c->arithmetic);
    note(c, "(%.200s) / %d", terms, by);
  }
  within(c, off * (double)FLT_EPSILON / 2 / by);
  *result = (float)(total / by);
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(cross_entropy) *f = function;
  *(float *)out(c, 0) = f(c->size[0], c->size[1], in(c, 0), in(c, 1));
}

static void library(Case *c) {
  int N = c->size[0], U = c->size[1];
  float loss[64];
  double total = 0;
  sparse_categorical_crossentropy(N, U, loss, in(c, 0), in(c, 1));
  for (int n = 0; n < N; n++) total += (double)loss[n];
  *(float *)out(c, 0) = (float)(total / N);
}

const Check check_14 = {.names = "N U",
                        .hand = hands,
                        .hands = 8,
                        .by_hand = "1.4076",
                        .even = {.size = {3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .fill = fill,
                        .answer = answer,
                        .call = call,
                        .library = library};
