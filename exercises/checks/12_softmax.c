/* 12: sums to probabilities. */
#include <float.h>
#include <math.h>

#include "check.h"
#include "kernels/activations.h"

enum {
  NO_MAXIMUM = 1,
  ONE_MAXIMUM,
  SUM_OVER_BATCH,
  NOT_DIVIDED,
  NO_EXPONENTIAL,
  FIRST_IMAGE,
  SUM_TO_IMAGES,
  MAXIMUM_FROM_ZERO,
  FIRST_AS_MAXIMUM,
  BY_CLASSES
};
static const char *const mistakes[] = {"no_maximum",
                                       "one_maximum",
                                       "sum_over_batch",
                                       "not_divided",
                                       "no_exponential",
                                       "first_image",
                                       "sum_to_images",
                                       "maximum_from_zero",
                                       "first_as_maximum",
                                       "by_classes",
                                       0};

/* logits near 1000 overflow without the shift; rows 1000 apart show a maximum that is shared; near -1000 all
   exponentials are 0 when the search for the maximum begins at 0 */
static const Hand hands[] = {{.size = {1, 3}, .in = {"2 1 0"}},
                             {.size = {2, 3}, .in = {"0 1 3  2 2 1"}},
                             {.size = {2, 4}, .in = {"1000 999 998 1001  0.5 1 -1 2"}},
                             {.size = {2, 3}, .in = {"0 100 1  0 1 0.5"}},
                             {.size = {2, 4}, .in = {"-1000 -1001 -1002 -1000.5  1 2 0 1"}}};

static void draw(Case *c, Draw *d) {
  c->size[0] = pick_size(d, 1, 33);
  c->size[1] = pick_size(d, 1, 784);
}

static void room(Case *c) {
  input(c, "z", (Sizes){{c->size[0], c->size[1]}});
  output(c, "p", (Sizes){{c->size[0], c->size[1]}});
}

static bool answer(Case *c, int mistake) {
  int N = c->size[0], U = c->size[1];
  const float(*z)[U] = in(c, 0);
  float(*p)[U] = out(c, 0), of_all = z[0][0];
  double sum_of_all = 0;
  if (mistake == SUM_TO_IMAGES && N > U) return false;
  for (int i = 0; i < N * U; i++) of_all = fmaxf(of_all, ((const float *)in(c, 0))[i]);
  for (int pass = mistake == SUM_OVER_BATCH ? 0 : 1; pass < 2; pass++)
    for (int n = 0; n < N; n++) {
      const float *row = z[mistake == FIRST_IMAGE ? 0 : n];
      float max = mistake == MAXIMUM_FROM_ZERO ? 0 : row[0];
      double sum = 0;
      for (int u = 0; u < U && mistake != FIRST_AS_MAXIMUM; u++) max = fmaxf(max, row[u]);
      if (mistake == NO_MAXIMUM || mistake == NO_EXPONENTIAL) max = 0;
      if (mistake == ONE_MAXIMUM) max = of_all;
      for (int u = 0; u < (mistake == SUM_TO_IMAGES ? N : U); u++) {
        double to = (double)row[u] - (double)max; /* a mistake overflows, or is 0, where floats do */
        sum += mistake == NO_EXPONENTIAL ? (double)row[u] : mistake ? (double)expf((float)to) : exp(to);
      }
      if (pass == 0) sum_of_all += sum;
      if (mistake == SUM_OVER_BATCH) sum = sum_of_all;
      if (mistake == NOT_DIVIDED) sum = 1;
      if (mistake == BY_CLASSES) sum = U;
      for (int u = 0; u < U; u++) {
        double to = (double)row[u] - (double)max;
        double e = mistake == NO_EXPONENTIAL ? (double)row[u] : mistake ? (double)expf((float)to) : exp(to);
        begin(c, &p[n][u]);
        note(c, mistake == NO_EXPONENTIAL ? "%.4g / %.4g" : "exp(%.4g) / %.4g", to, sum);
        p[n][u] = (float)(e / sum);
        within(c, (U + 16 + 4 * fabs(to)) * (double)FLT_EPSILON / 2 * fabs(e / sum));
      }
    }
  return true;
}

static void call(Case *c, void *function) {
  __typeof__(softmax) *f = function;
  f(c->size[0], c->size[1], out(c, 0), in(c, 0));
}

static void library(Case *c) { softmax(c->size[0], c->size[1], out(c, 0), in(c, 0)); }

const Check check_12 = {.names = "N U",
                        .hand = hands,
                        .hands = 5,
                        .by_hand = "0.6652 0.2447 0.0900",
                        .even = {.size = {3, 3}},
                        .mistakes = mistakes,
                        .draw = draw,
                        .room = room,
                        .answer = answer,
                        .call = call,
                        .library = library};
